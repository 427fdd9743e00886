/**
 * An upper bound of a call's prompt, before it is sent. A token is at least a byte, so what is new counts by its bytes;
 * what the parent call measured counts by its tokens. 64 a block and 256 cover what the API adds around them.
 */
import type { Conversation } from '../common/transcript';
import type { Offer } from '../common/wire';

const PER_BLOCK = 64;
const PER_REQUEST = 256;

/** The API puts instructions of its own before tools and output schemas. */
const FIRST_REQUEST = 2_000;

/** Prompt tokens that this call can't exceed. */
export function promptTokensAtMost({ opening, messages, knownTokens }: Conversation, offer: Offer): number {
  const lastReply = messages.map(({ role }) => role).lastIndexOf('assistant');
  if (knownTokens !== undefined) {
    const delta = messages.slice(lastReply + 1).flatMap(({ content }) => content);
    return knownTokens + bytesOf(delta) + delta.length * PER_BLOCK + PER_REQUEST;
  }
  return bytesOf([opening, offer, messages]) + FIRST_REQUEST;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
