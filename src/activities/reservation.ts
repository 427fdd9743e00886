/**
 * An upper bound of a call's prompt, before it is sent. A token is at least a byte, so what is new counts by its bytes;
 * what the parent call measured counts by its tokens. 64 a block and 256 cover what the API adds around them. Images are
 * counted apart: a small file can be a large picture. (A PDF of many pages in few bytes is not covered.)
 */
import type { Conversation } from '../common/transcript';
import type { Block, Offer } from '../common/wire';

const PER_BLOCK = 64;
const PER_REQUEST = 256;

/** The API puts instructions of its own before tools and output schemas. */
const FIRST_REQUEST = 2_000;

/** The API scales images down to what costs at most about 4,800 tokens. */
const PER_IMAGE = 5_000;

/** Prompt tokens that this call can't exceed. */
export function promptTokensAtMost({ opening, messages, knownTokens }: Conversation, offer: Offer): number {
  const lastReply = messages.map(({ role }) => role).lastIndexOf('assistant');
  if (knownTokens !== undefined) {
    const delta = messages.slice(lastReply + 1).flatMap(({ content }) => content);
    return knownTokens + bytesOf(delta) + imagesIn(delta) * PER_IMAGE + delta.length * PER_BLOCK + PER_REQUEST;
  }
  return (
    bytesOf([opening, offer, messages]) +
    imagesIn(messages.flatMap(({ content }) => content)) * PER_IMAGE +
    FIRST_REQUEST
  );
}

function imagesIn(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { type, content }) => {
    if (type === 'image') return sum + 1;
    return sum + (Array.isArray(content) ? imagesIn(content as Block[]) : 0); // wire seam: a tool result's blocks
  }, 0);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
