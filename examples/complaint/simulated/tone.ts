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
  declinesRefund: boolean;
}

const INSTRUCTION = patternOf(words.INSTRUCTION);
const GRIEVANCE = patternOf(words.GRIEVANCE);
const THANKS = patternOf(words.THANKS);
const DANGER = patternOf(words.DANGER);
const OTHER_MATTER = patternOf(words.OTHER_MATTER);
const REFUND_WANTED = patternOf(words.REFUND_WANTED);
const REFUND_DECLINED = patternOf(words.REFUND_DECLINED);
const NO_DEMAND = new RegExp(
  `${REFUND_DECLINED.source}|(?:thanks?|thank you|gracias|danke|merci) (?:\\w+ ){1,4}refund\\w*`,
  'g',
);
const QUESTION = new RegExp(`${patternOf(words.QUESTION).source}[^.!]*\\?`);
// What follows praise and a "but" is a complaint, understood or not.
const CONTRAST = /\b(?:but|however|although|though|unfortunately|pero|sin embargo|aber|leider|mais|malheureusement)\b/;
// "Thanks, James" under a letter is manners, not praise.
const CLOSING =
  /\b(?:many )?(?:thanks?|thank you|thx|gracias|merci|danke)(?: (?:in advance|for your (?:help|time|attention)|de antemano|im voraus|d'avance))?[\s,.!]*(?:[\w.]+[\s,.!]*){0,4}$/;

/** The text without the sentences that try to instruct the agent: they are neither obeyed nor believed. */
export function withoutInstructions(plain: string): string {
  // Markup is a frame that somebody put around words, and no part of a sentence.
  const sentences = sentencesOf(plain.replace(/<[^>]*>/g, '\n\n'));
  const kept = sentences.filter((sentence) => !INSTRUCTION.test(sentence));
  return kept.length === sentences.length ? plain : kept.map((sentence) => `${sentence}.`).join('\n\n');
}

/** The tone of a text in plain form. */
export function toneOf(plain: string): Tone {
  const declinesRefund = REFUND_DECLINED.test(plain);
  return {
    isGrievance: GRIEVANCE.test(plain.replace(NO_DEMAND, ' ')),
    isThanks: THANKS.test(plain.replace(CLOSING, '').trim() || plain) && !CONTRAST.test(plain),
    isQuestion: QUESTION.test(plain),
    isDanger: DANGER.test(plain),
    isOtherMatter: OTHER_MATTER.test(plain),
    wantsRefund: REFUND_WANTED.test(plain) && !declinesRefund,
    declinesRefund,
  };
}
