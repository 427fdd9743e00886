/**
 * Finds in a stretch of text what it says is wrong, whatever language it says it in: people mix them. What is in none
 * of the word lists the simulated agent does not understand, and says so.
 */
import { ENGLISH } from './vocabulary/english';
import { FRENCH } from './vocabulary/french';
import { GERMAN } from './vocabulary/german';
import { patternOf, type Problem } from './vocabulary/problem';
import { SPANISH } from './vocabulary/spanish';

const LANGUAGES = [ENGLISH, SPANISH, GERMAN, FRENCH];
const PROBLEMS: readonly Problem[] = [
  'doubleCharge',
  'refundMissing',
  'notReceived',
  'late',
  'faulty',
  'incomplete',
  'exchange',
  'changeOfMind',
  'cancel',
];
const PATTERNS = new Map(PROBLEMS.map((problem) => [problem, wordsFor(problem)]));
const MISLEADING = wordsFor('misleading');

// "not damaged": the word that turns it around stands right before, or one word before.
const TURNED_AROUND = /\b(?:not|never|nothing|no|without|nicht|kein\w*|pas|sin|hardly)(?: \w+)? $/;
const STARTS_NEGATIVE = /^(?:no|not|never|nicht|nie|ne|sin)\b/;
const CAN_BE_TURNED: ReadonlySet<Problem> = new Set(['faulty', 'late']);

/** Every problem that a stretch of plain text speaks of. */
export function problemsIn(plain: string): Problem[] {
  const clear = plain.replace(MISLEADING, ' ');
  const found = PROBLEMS.filter((problem) => speaksOf(clear, problem));
  return found.filter((problem) => !isPartOfAnother(problem, found));
}

function speaksOf(plain: string, problem: Problem): boolean {
  const matches = [...plain.matchAll(PATTERNS.get(problem) ?? /$^/g)];
  if (!CAN_BE_TURNED.has(problem)) return matches.length > 0;
  return matches.some((match) => STARTS_NEGATIVE.test(match[0]) || !TURNED_AROUND.test(plain.slice(0, match.index)));
}

/** A wish that follows from a complaint, or the same complaint in other words, is not a second one. */
function isPartOfAnother(problem: Problem, found: readonly Problem[]): boolean {
  const alongside = (...others: Problem[]): boolean => others.some((other) => found.includes(other));
  if (problem === 'changeOfMind')
    return alongside('faulty', 'incomplete', 'notReceived', 'late', 'doubleCharge', 'refundMissing');
  if (problem === 'notReceived') return alongside('refundMissing');
  return false;
}

function wordsFor(problem: Problem | 'misleading'): RegExp {
  return new RegExp(patternOf(LANGUAGES.map((phrases) => phrases[problem]).join('\n')), 'g');
}
