/**
 * Text of a model or a stranger as a person must see it: whatever a browser would show as nothing, or use to turn the
 * line around, is spelt out. That it cannot become markup is the template's work.
 */

/** Controls save tab and line feed, direction marks, zero widths, fillers, lone surrogates, private characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/** The same text with such characters as `⟦U+202E⟧`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => (character === '\n' || character === '\t' ? character : spelt(character)));
}

/** Whether a browser shows all of the text. */
export function isSeen(text: string): boolean {
  return visible(text) === text;
}

/** JSON for people to read: equal strings stay equal, hidden characters are seen. */
export function visibleJson(value: unknown): string {
  return visible(JSON.stringify(value, null, 2) ?? 'nothing');
}

/** JSON for people to edit: hidden characters as escapes, so that what they send is what they saw. */
export function editableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSEEN, (character) =>
    character === '\n' ? character : [...Array(character.length).keys()].map((at) => escaped(character, at)).join(''),
  );
}

function spelt(character: string): string {
  return `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`;
}

function escaped(character: string, at: number): string {
  return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
}
