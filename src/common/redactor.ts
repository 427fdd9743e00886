/**
 * What takes secrets out of texts and values before they are kept. The interface stands apart from what implements it,
 * because a codec, the calls of Claude and the logs take out the same.
 */

/** Replaces secrets by marks; what holds none comes back as the same text or object, and a mark is left alone. */
export interface Redactor {
  redactText(text: string): string;
  /** Any JSON, names of members included. */
  redact<T>(value: T): T;
}

/** The redactor among the codecs of a data converter, where it has one. */
export function redactorIn(codecs: readonly object[] | undefined): Redactor | undefined {
  return codecs?.find((codec): codec is Redactor => 'redactText' in codec && 'redact' in codec);
}
