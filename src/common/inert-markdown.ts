/** Text for a page of Markdown that must mean nothing there: the Temporal UI renders links, pictures and mathematics. */

/** Everything that Markdown, HTML, the UI's placeholders or its mathematics give a meaning to. */
const MEANINGFUL = /[^\p{L}\p{N} .,;/·-]/gu;

/** What becomes a link by itself, after entities have been read: addresses of the web, behind any sign, and of mail. */
const LINKS = /(?<=:)(?=\/\/)|(?<=www)(?=\.)|(?=@)|(?<=@)/gi;

/** Every character with a meaning as a numeric entity, and addresses taken apart by a space. */
export function inertMarkdown(text: string): string {
  return text.replace(LINKS, ' ').replace(MEANINGFUL, (character) => `&#${character.codePointAt(0)};`);
}
