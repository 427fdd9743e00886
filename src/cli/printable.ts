/**
 * Makes text harmless that a model, a tool or a stranger wrote: escape sequences could clear the screen, forge lines or
 * set the clipboard, bidirectional marks could turn a text around, and what can't be seen could make two texts look alike.
 */

/** Controls save tab and line feed, marks that turn text around or can't be seen, line separators, half characters. */
const HOSTILE = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** The text with every hostile character spelt out as `\u001b`; line ends and tabs stay. */
export function printable(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(HOSTILE, spelt);
}

/** The same on one line, cut to a length. */
export function printableLine(text: string, maxLength = Infinity): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/** JSON of a value; equal to what `JSON.stringify` gives when parsed, and harmless to look at. */
export function printableJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(HOSTILE, spelt);
}

function spelt(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
