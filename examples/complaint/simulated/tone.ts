/**
 * What a message is beside its claims: thanks, a question, anger without a reason, or orders given to the agent. All for
 * text in plain form.
 */
import { sentencesOf } from './plain-text';
import { patternOf } from './vocabulary/problem';
import * as words from './vocabulary/tones';

/** What the message is beside what it claims. */
export interface Tone {
  /** Something is wrong, or wanted, though it may not say what. */
  isGrievance: boolean;
  isThanks: boolean;
  isQuestion: boolean;
  /** Somebody was or could be hurt. */
  isDanger: boolean;
  /** It is about something else than a purchase: prices, staff, data, the website. */
  isOtherMatter: boolean;
  wantsRefund: boolean;
}

const INSTRUCTION = patternOf(words.INSTRUCTION);
const GRIEVANCE = patternOf(words.GRIEVANCE);
const THANKS = patternOf(words.THANKS);
const DANGER = patternOf(words.DANGER);
const OTHER_MATTER = patternOf(words.OTHER_MATTER);
const REFUND_WANTED = patternOf(words.REFUND_WANTED);
const REFUND_DECLINED = patternOf(words.REFUND_DECLINED);
const QUESTION =
  /\?|^\s*(?:do|does|can|could|is|are|what|how|when|which|where|who|will|would|tienen|puedo|cual|como|haben|kann|wie|was|avez|est-ce|puis-je|comment)\b/;

/** The text without the sentences that try to instruct the agent: they are neither obeyed nor believed. */
export function withoutInstructions(plain: string): string {
  const sentences = sentencesOf(plain);
  const kept = sentences.filter((sentence) => !INSTRUCTION.test(sentence));
  return kept.length === sentences.length ? plain : kept.map((sentence) => `${sentence}.`).join('\n\n');
}

/** The tone of a text in plain form. */
export function toneOf(plain: string): Tone {
  const declined = REFUND_DECLINED.test(plain);
  return {
    isGrievance: GRIEVANCE.test(plain.replace(new RegExp(REFUND_DECLINED, 'g'), ' ')),
    isThanks: THANKS.test(plain),
    isQuestion: QUESTION.test(plain),
    isDanger: DANGER.test(plain),
    isOtherMatter: OTHER_MATTER.test(plain),
    wantsRefund: REFUND_WANTED.test(plain) && !declined,
  };
}
