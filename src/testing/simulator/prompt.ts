/**
 * A request as the model reads it: tools, system, then every block of every message, in one line of segments. Both the
 * prompt cache and the signatures of thinking blocks speak about prefixes of this line, each with its own idea of equal.
 */
import { createHash } from 'node:crypto';
import { isObject, sortedJson } from './json';
import type { CacheMarker, MessageBlock, MessagesRequest } from './request';

/** How long a cache entry lives. */
export type Ttl = '5m' | '1h';

/** One block of the prompt. */
export interface Segment {
  readonly block: MessageBlock;
  /** Where it stands in the request, as errors name it: `messages.0.content.1`. */
  readonly path: string;
  /** The role of its message; absent for tools and system. */
  readonly role?: string;
  /** The index of its message; -1 for tools and system. */
  readonly message: number;
  /** What the cache compares: the block without its marker, key order and all. */
  readonly exact: string;
  /** Set if a cache marker stands on it. */
  readonly ttl?: Ttl;
}

/** Reads the segments of a request that has passed the checks. */
export function readPrompt(body: MessagesRequest): Segment[] {
  const segments = [
    ...(body.tools ?? []).map((tool, index) =>
      segment({ ...tool, type: String(tool['type'] ?? 'custom') }, `tools.${index}`, -1),
    ),
    ...blocksOf(body.system).map((block, index) => segment(block, `system.${index}`, -1)),
    ...body.messages.flatMap(({ role, content }, message) =>
      blocksOf(content).map((block, index) => segment(block, `messages.${message}.content.${index}`, message, role)),
    ),
  ];
  return body.cache_control ? markLast(segments, body.cache_control) : segments;
}

/** The blocks of a content: a string is one text block, and an empty string none. */
export function blocksOf(content: string | readonly MessageBlock[] | undefined): readonly MessageBlock[] {
  if (typeof content !== 'string') return content ?? [];
  return content === '' ? [] : [{ type: 'text', text: content }];
}

/** Tells whether a block is one the model thought with: never marked, never part of what binds later thinking. */
export function isThinking(block: MessageBlock): boolean {
  return block.type === 'thinking' || block.type === 'redacted_thinking';
}

/** What binds a thinking block to a block before it: its meaning, whatever the order of keys or the markers. */
export function meaning(block: MessageBlock, role = ''): string {
  const { caller, ...rest } = plain(block);
  const direct = isObject(caller) && caller['type'] === 'direct';
  return `${role}:${sortedJson(direct || caller === undefined ? rest : { ...rest, caller })}`;
}

/** One step of a hash chain over segments. */
export function chain(before: string, next: string): string {
  return createHash('sha256').update(before).update('\n').update(next).digest('base64url');
}

function segment(block: MessageBlock, path: string, message: number, role?: string): Segment {
  // An array of content has passed the checks as blocks.
  const inner = Array.isArray(block.content) ? (block.content as readonly MessageBlock[]) : [];
  const marker = block.cache_control ?? inner.findLast((part) => part.cache_control)?.cache_control;
  return {
    block,
    path,
    message,
    ...(role === undefined ? {} : { role }),
    exact: `${role ?? ''}:${JSON.stringify(plain(block))}`,
    ...(marker ? { ttl: marker.ttl ?? '5m' } : {}),
  };
}

/** The top-level marker stands on the last block that can carry one. */
function markLast(segments: readonly Segment[], marker: CacheMarker): Segment[] {
  const last = segments.findLastIndex(({ block }) => !isThinking(block));
  return segments.map((entry, index) => (index === last ? { ...entry, ttl: marker.ttl ?? '5m' } : entry));
}

/** A block without its markers and defaults, a string result as the text block it stands for. */
function plain(block: MessageBlock): MessageBlock {
  const { cache_control: _marker, citations, is_error: isError, content, ...rest } = block;
  const cited = Array.isArray(citations) && citations.length > 0 ? { citations } : {};
  const failed = isError === true ? { is_error: true } : {};
  const inner = content === undefined ? {} : { content: blocksOf(content).map(plain) };
  const given = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  return { type: block.type, ...Object.fromEntries(given), ...cited, ...failed, ...inner };
}
