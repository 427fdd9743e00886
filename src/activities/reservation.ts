/**
 * An upper bound of a call's prompt, before it is sent. A token is at least a byte, so what is new counts by its bytes;
 * what the parent call measured counts by its tokens. 64 a block and 256 cover what the API adds around them. Images are
 * counted apart: a small file can be a large picture. What a PDF holds only the API knows, which counts it for nothing.
 */
import { artifactOf, innerBlocks, someBlock } from '../common/attachment';
import { isJsonObject } from '../common/json';
import type { Conversation } from '../common/transcript';
import type { Offer } from '../common/offer';
import type { Block, Message } from '../common/wire';

const PER_BLOCK = 64;
const PER_REQUEST = 256;

/** The API puts instructions of its own before tools and output schemas. */
const FIRST_REQUEST = 2_000;

/** The API scales images down to what costs at most about 4,800 tokens. */
const PER_IMAGE = 5_000;

/** Prompt tokens that this call can't exceed, its unmeasured PDFs left out. */
export function promptTokensAtMost(conversation: Conversation, offer: Offer): number {
  const { opening, messages, knownTokens } = conversation;
  const unmeasured = unmeasuredBlocks(conversation);
  const files = imagesIn(unmeasured) * PER_IMAGE + textFileBytesIn(unmeasured);
  if (knownTokens === undefined) return bytesOf([opening, offer, messages.map(withoutFiles)]) + files + FIRST_REQUEST;
  const bytes = bytesOf(unmeasured.map(withoutFiles));
  return knownTokens + bytes + files + unmeasured.length * PER_BLOCK + PER_REQUEST;
}

/** Whether the API has to be asked how many tokens the prompt has. */
export function hasUnmeasuredPdf(conversation: Conversation): boolean {
  return someBlock(unmeasuredBlocks(conversation), isPdf);
}

/** What no call of the segment has told the tokens of. */
function unmeasuredBlocks({ messages, knownTokens }: Conversation): readonly Block[] {
  const lastReply = messages.map(({ role }) => role).lastIndexOf('assistant');
  const unmeasured = knownTokens === undefined ? messages : messages.slice(lastReply + 1);
  return unmeasured.flatMap(({ content }) => content);
}

function imagesIn(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + (block.type === 'image' ? 1 : imagesIn(innerBlocks(block))), 0);
}

/** Texts by reference; those by value count with the block that they stand in. */
function textFileBytesIn(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => {
    const artifact = artifactOf(block);
    return sum + (artifact?.media_type === 'text/plain' ? artifact.bytes : textFileBytesIn(innerBlocks(block)));
  }, 0);
}

/** Base64 says nothing about what a picture or a PDF costs. */
function withoutFiles<T extends Block | Message>(holder: T): T {
  if ('type' in holder && (holder.type === 'image' || isPdf(holder))) return { ...holder, source: null };
  const { content } = holder;
  return Array.isArray(content) ? { ...holder, content: (content as readonly Block[]).map(withoutFiles) } : holder; // wire seam: blocks in blocks
}

function isPdf({ type, source }: Block): boolean {
  return type === 'document' && !(isJsonObject(source) && source['media_type'] === 'text/plain');
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
