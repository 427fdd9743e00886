/** The simulated classifier: spam, legal threat or ordinary, from the words of the message alone. */
import { normalise } from './plain-text';
import { problemsIn } from './problems';
import { patternsOf } from './vocabulary/problem';
import * as words from './vocabulary/unwanted';

/** The classifier's labels. */
export type Label = 'spam' | 'legal_threat' | 'ordinary';

const LEGAL_THREATS = patternsOf(words.LEGAL_THREAT);
const SURE_SPAM = patternsOf(words.SURE_SPAM);
const LIKELY_SPAM = patternsOf(words.LIKELY_SPAM);

const NO_THREAT =
  /\b(?:not|never|no|without|rather not|n't|sin|nicht|kein\w*|pas|gift for|present for|birthday of|works as|friend|husband|wife|brother|sister|son|daughter|boss)\b[^.,!?]{0,40}$/;
// Threats that follow a condition are threats all the same: "if not, you hear from my lawyer".
const CONDITION = /\b(?:if|unless|otherwise|or|si|wenn|sonst|sinon)\b/;

// It names an order by its number, or wants money back.
const PURCHASE = /\bord-?\d{3}|\b(?:order|pedido|bestellung|commande)\W{0,3}(?:number |no\W+|nr\W+)?#?\d{3}|\brefund/;

const SURE_WEIGHT = 2;
const LIKELY_WEIGHT = 1;
const SPAM_ALONE = 2;
// Next to a real grievance it takes more: people send links to photographs.
const SPAM_BESIDE_A_PROBLEM = 4;

/** The label of a message, and why in a few words. */
export function classify(message: string): { label: Label; reason: string } {
  // "I will not hesitate to" is the one negation that threatens.
  const plain = normalise(message).replaceAll('not hesitate', 'be ready');
  const weight = SURE_WEIGHT * matching(plain, SURE_SPAM) + LIKELY_WEIGHT * matching(plain, LIKELY_SPAM);
  const isGrievance = problemsIn(plain).length > 0 || PURCHASE.test(plain);
  const needed = isGrievance ? SPAM_BESIDE_A_PROBLEM : SPAM_ALONE;
  if (weight >= needed) return { label: 'spam', reason: 'It advertises, and does not complain.' };
  if (LEGAL_THREATS.some((pattern) => threatens(plain, pattern))) {
    return { label: 'legal_threat', reason: 'It threatens with the law.' };
  }
  return { label: 'ordinary', reason: 'A message of a customer.' };
}

function matching(plain: string, patterns: readonly RegExp[]): number {
  return patterns.filter((pattern) => pattern.test(plain)).length;
}

function threatens(plain: string, pattern: RegExp): boolean {
  return [...plain.matchAll(new RegExp(pattern, 'g'))].some((match) => {
    const sentence =
      plain
        .slice(0, match.index + match[0].length)
        .split(/[.!?\n]/)
        .at(-1) ?? '';
    const upTo = sentence.slice(0, sentence.length - match[0].length);
    return CONDITION.test(sentence) || !NO_THREAT.test(`${upTo}${match[0].split(' ').slice(0, -1).join(' ')}`);
  });
}
