/** Counts tokens without a tokenizer: four UTF-8 bytes are one token, so never more tokens than bytes. */
import type { Segment } from './prompt';

const BYTES_PER_TOKEN = 4;

/** The tokens of so many bytes, rounded up. */
export function tokensOfBytes(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

/** The tokens of a text. */
export function countTokens(text: string): number {
  return tokensOfBytes(Buffer.byteLength(text));
}

/** The tokens of every prefix of a prompt: entry `i` counts segments 0 to `i`. The last one is the whole prompt. */
export function prefixTokens(segments: readonly Segment[]): number[] {
  let bytes = 0;
  return segments.map(({ exact }) => tokensOfBytes((bytes += Buffer.byteLength(exact))));
}
