/** What the simulated agent can be told is wrong, and the form in which each language's words for it are listed. */

/** What a customer can say is wrong with an order, or wants done about it. */
export type Problem =
  | 'notReceived'
  | 'late'
  | 'faulty'
  | 'incomplete'
  | 'doubleCharge'
  | 'refundMissing'
  | 'changeOfMind'
  | 'exchange'
  | 'cancel';

/**
 * For each problem the patterns that speak of it in one language, for text in plain form: one or more a line, set apart
 * by ` | `. Each starts at the start of a word.
 */
export type Phrases = Readonly<Record<Problem | 'misleading', string>>;

/** One regular expression of such a list. */
export function patternOf(list: string): RegExp {
  return new RegExp(`\\b(?:${alternativesOf(list).join('|')})`);
}

/** A regular expression for each pattern of such a list. */
export function patternsOf(list: string): RegExp[] {
  return alternativesOf(list).map(patternOf);
}

function alternativesOf(list: string): string[] {
  return list
    .split(/ \| |\n/)
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
}
