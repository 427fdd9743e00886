/** Counts tokens without a tokenizer: four UTF-8 bytes are one token, so never more tokens than bytes. */
import { mediaIn, mediaTokens } from './media';
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
  let ofFiles = 0;
  return segments.map(({ exact, block }) => {
    bytes += Buffer.byteLength(exact);
    for (const file of mediaIn(block)) {
      bytes -= file.data.length; // a picture costs by what it shows
      ofFiles += mediaTokens(file);
    }
    return tokensOfBytes(bytes) + ofFiles;
  });
}
