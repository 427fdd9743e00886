/** One line about a step for the Temporal UI: short, on one line, and without characters that reorder or hide text. */
import type { JsonObject } from '../common/json';

/** The UI cuts a timeline row at 120 characters, activity type included; the server takes 400 bytes. */
const MAX_CHARACTERS = 90;

/** A timer's row has no activity type. */
const MAX_TIMER_CHARACTERS = 112;

/** Control characters, and those that change the direction or the width of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu;

/** `3/4 resolver t2 · Claude · 5 messages` */
export function callSummary(label: string, turn: number, messages: number): string {
  return oneLine(`${label} t${turn} · Claude · ${messages} ${messages === 1 ? 'message' : 'messages'}`);
}

/** `3/4 resolver t2 · amountCents 4500, orderId 1042`: the arguments that are short enough to say. */
export function toolSummary(label: string, turn: number, args: JsonObject): string {
  return oneLine(`${label} t${turn} · ${tell(args)}`);
}

/** `3/4 resolver t2 · asks lead: issueRefund amountCents 14900, orderId 1042, since …`: the label of a timer. */
export function questionSummary(step: string, who: string, tool: string, args: JsonObject, because: string): string {
  return oneLine(`${step} · asks ${who}: ${tool} ${tell(args)}, since ${because}`, MAX_TIMER_CHARACTERS);
}

/** Numbers first: an amount says more than the ids beside it, and the end of a row is cut. */
function tell(args: JsonObject): string {
  const rank = (value: unknown): number => (typeof value === 'number' ? 0 : 1);
  const told = Object.entries(args)
    .filter(([, value]) => typeof value !== 'object')
    .sort(([, a], [, b]) => rank(a) - rank(b));
  return told.map(([name, value]) => `${name} ${String(value)}`).join(', ') || 'no arguments';
}

/** Cut at a whole character. */
export function oneLine(text: string, maxCharacters = MAX_CHARACTERS): string {
  const characters = [...text.replace(UNPRINTABLE, ' ')];
  return characters.length <= maxCharacters
    ? characters.join('')
    : `${characters.slice(0, maxCharacters - 1).join('')}…`;
}
