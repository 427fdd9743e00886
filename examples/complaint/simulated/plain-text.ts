/**
 * A complaint made easy to read: one case, no accents, contractions written out, common misspellings mended, cut into
 * sentences and clauses. All patterns of the simulated agent are written for text in this form.
 */

/** Words that patterns rely on and that people in a rage misspell. */
const KEYWORDS = (
  'arrived received damaged broken cracked shattered delivery delivered delayed package parcel missing wrong charged ' +
  'twice refund never still waiting exchange replacement'
).split(' ');
// Shorter words have too many neighbours that mean something else.
const MIN_MENDED_LENGTH = 5;
// Right as they stand, though one letter away from a keyword.
const LEFT_ALONE = new Set(
  (
    'arrives receives receiver charges charger changed change refunds wrongs broker damages packages parcels lever ' +
    'fever sever seven cracker clever delivers skill spill stills style kissing deliver'
  ).split(' '),
);

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(has|have|had|is|was|were|are|did|do|does|could|would|should)n'?t\b/g, '$1 not'],
  [/\bwon't\b/g, 'will not'],
  [/\b(?:can't|cannot|cant)\b/g, 'can not'],
  [/\bi'?m\b/g, 'i am'],
  [/\b(i|we|you|they)'ve\b/g, '$1 have'],
  [/\b(it|that|what|where|there|here|he|she)'s\b/g, '$1 is'],
  [/\bwheres\b/g, 'where is'],
];

/** Lower case without accents, with contractions written out and near-misses of keywords mended. */
export function normalise(text: string): string {
  let plain = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[‘’´`]/g, "'");
  for (const [pattern, written] of CONTRACTIONS) plain = plain.replace(pattern, written);
  // An `o` between digits is a zero.
  plain = plain.replace(/(?<=\d)o(?=\d)/g, '0');
  return plain.replace(/\b[a-z]+\b/g, mend).replace(/[ \t]+/g, ' ');
}

/** Sentences; a line break ends one only where a paragraph or a list item does. */
export function sentencesOf(plain: string): string[] {
  return plain
    .split(/(?<!\b(?:no|nr|num|mr|mrs|ms|dr|n|st|\d{1,2}))[.!?…]+(?=[\s"')\]]|$)|\n\s*\n|\n(?=\s*[-*•])|;/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\w/.test(sentence));
}

/** The parts of a sentence between commas and conjunctions. */
export function clausesOf(sentence: string): string[] {
  return sentence
    .split(
      /[,:\n()+&]|\s[-–—]+\s|\b(?:and|but|while|whereas|although|y|pero|mientras|und|aber|et|mais|tandis)\b|(?=\bni\b)/,
    )
    .map((clause) => clause.trim())
    .filter((clause) => /\w/.test(clause));
}

/** Whether two words differ by at most one letter added, lost, changed, or swapped with its neighbour. */
export function isNear(one: string, other: string): boolean {
  if (one === other) return true;
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [a, b] = [one.slice(start), other.slice(start)];
  if (a.length === b.length && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2)) return true;
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1);
}

function mend(word: string): string {
  if (word.length < MIN_MENDED_LENGTH || LEFT_ALONE.has(word)) return word;
  // A first letter is rarely wrong; without this rule `bother` words drift into `other` ones.
  return KEYWORDS.find((keyword) => keyword[0] === word[0] && isNear(word, keyword)) ?? word;
}
