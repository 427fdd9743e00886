/** One line about a step for the Temporal UI: short, on one line, and without characters that reorder or hide text. */
import type { JsonObject } from '../common/json';

/** The UI cuts a timeline row at 120 characters, activity type included; the server takes 400 bytes. */
const MAX_CHARACTERS = 90;

/** Control characters, and those that change the direction or the width of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu;

/** `3/4 resolver t2 · Claude · 5 messages` */
export function callSummary(label: string, turn: number, messages: number): string {
  return oneLine(`${label} t${turn} · Claude · ${messages} ${messages === 1 ? 'message' : 'messages'}`);
}

/** `3/4 resolver t2 · orderId 1042, amountCents 4500`: the arguments that are short enough to say. */
export function toolSummary(label: string, turn: number, args: JsonObject): string {
  const told = Object.entries(args).flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [`${name} ${String(value)}`],
  );
  return oneLine(`${label} t${turn} · ${told.join(', ') || 'no arguments'}`);
}

/** Cut at a whole character. */
export function oneLine(text: string): string {
  const characters = [...text.replace(UNPRINTABLE, ' ')];
  return characters.length <= MAX_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`;
}
