/** Checks on prompt cache markers: their shape, how many, in which order, and on what they may stand. */
import { invalid } from '../api-refusal';
import type { CacheMarker, MessageBlock, MessagesRequest } from '../request';
import { nullable, object, oneOf } from './fields';

const MAX_MARKERS = 4;

/** The shape of `cache_control`. */
export const cacheMarker = nullable(
  object({ required: { type: oneOf('ephemeral') }, optional: { ttl: oneOf('5m', '1h') } }),
);

interface Marked {
  readonly path: string;
  readonly marker: CacheMarker;
}

/** Checks the markers of a whole request, which stand in the order tools, system, messages. */
export function checkCacheMarkers(body: MessagesRequest): void {
  const marked = [
    ...(body.tools ?? []).flatMap((tool, index) => markedAt(tool.cache_control, `tools.${index}`)),
    ...markedBlocks(body.system, 'system'),
    ...body.messages.flatMap(({ content }, index) => markedBlocks(content, `messages.${index}.content`)),
    ...markedAt(body.cache_control, ''),
  ];
  if (marked.length > MAX_MARKERS) {
    throw invalid(`A maximum of ${MAX_MARKERS} blocks with cache_control may be provided. Found ${marked.length}.`);
  }
  let seenShort = false;
  for (const { path, marker } of marked) {
    const long = marker.ttl === '1h';
    if (long && seenShort) {
      throw invalid(
        `${path === '' ? '' : `${path}.`}cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: \`tools\`, \`system\`, \`messages\`.`,
      );
    }
    seenShort ||= !long;
  }
}

function markedAt(marker: CacheMarker | null | undefined, path: string): Marked[] {
  return marker ? [{ path, marker }] : [];
}

function markedBlocks(content: string | readonly MessageBlock[] | undefined, path: string): Marked[] {
  if (content === undefined || typeof content === 'string') return [];
  return content.flatMap((block, index) => {
    const here = `${path}.${index}`;
    if (block.cache_control && block.type === 'text' && block.text === '') {
      throw invalid(`${here}.text: cache_control cannot be set for empty text blocks`);
    }
    const inner = block.type === 'tool_result' ? markedBlocks(block.content, `${here}.content`) : [];
    return [...inner, ...markedAt(block.cache_control, here)];
  });
}
