/**
 * Makes text harmless that a model, a tool or a stranger wrote: escape sequences could clear the screen, forge lines or
 * set the clipboard, and bidirectional marks could turn a text around.
 */

/** C0 and C1 controls save tab and line feed, DEL, and the marks that change the direction of text. */
// eslint-disable-next-line no-control-regex -- controls are what it looks for
const HOSTILE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

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
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
