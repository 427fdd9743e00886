/** What a tool returned, made ready for Claude: text, JSON or content blocks, and never more than the cap. */
import { formatOf } from '../common/attachment';
import type { Block, ToolResult } from '../common/wire';
import { FORMAT } from '../common/wire';
import { ContentBlocks } from './tool';

/**
 * Bytes of one result as JSON in history. 15 results at once stay below the 2 MB that Temporal buffers for a busy
 * workflow task, and 64 KB is about what a model reads with profit.
 */
export const MAX_OUTPUT_BYTES = 64 * 1024;

/** Room for the marker itself. */
const MARKER_BYTES = 256;

/** The result as it stands in history and in the conversation. `undefined` becomes the text `done`. */
export function toolResult(returned: unknown): ToolResult {
  if (returned instanceof ContentBlocks) {
    const content = capBlocks(returned.list);
    return { v: formatOf(content), content };
  }
  return { v: FORMAT, content: capText(asText(returned)) };
}

/** An error for Claude to read. */
export function toolError(message: string): ToolResult {
  return { v: FORMAT, content: capText(message || 'The tool failed without saying why.'), isError: true };
}

/** Cuts a text to the cap, at a whole character, and says so in words that tell Claude how to get the rest. */
export function capText(text: string, maxBytes = MAX_OUTPUT_BYTES): string {
  if (storedBytes(text) <= maxBytes) return text || '(empty)';
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (storedBytes(text.slice(0, middle)) <= maxBytes - MARKER_BYTES) low = middle;
    else high = middle - 1;
  }
  // Never inside a surrogate pair: half a pair takes more bytes as JSON than the whole.
  return `${text.slice(0, low)}\n[cut: ${low} of ${text.length} characters shown. Ask for less at once: a filter, a page, a smaller range.]`;
}

/** Blocks that fit, in their order; a block that does not is replaced by a text that says what is missing, and so is the rest. */
function capBlocks(list: readonly Block[]): readonly Block[] {
  const kept: Block[] = [];
  let left = MAX_OUTPUT_BYTES - MARKER_BYTES;
  for (const [index, block] of (list.length > 0 ? list : [{ type: 'text', text: '' }]).entries()) {
    const filled = block.type === 'text' && block['text'] === '' ? { ...block, text: '(empty)' } : block; // the API takes no empty one
    const fitting = storedBytes(filled) <= left ? filled : shortened(filled, left);
    left -= storedBytes(fitting) + 1; // its comma
    if (left < 0)
      return [
        ...kept,
        {
          type: 'text',
          text: `[${list.length - index} more blocks were left out: they are over the cap. Ask for less at once.]`,
        },
      ];
    kept.push(fitting);
  }
  return kept;
}

function shortened(block: Block, left: number): Block {
  if (block.type === 'text' && typeof block['text'] === 'string' && left > 2 * MARKER_BYTES) {
    return { type: 'text', text: capText(block['text'], left) };
  }
  return {
    type: 'text',
    text: `[a block of type ${block.type} and ${storedBytes(block)} bytes was left out: it is over the cap]`,
  };
}

function asText(returned: unknown): string {
  if (returned === undefined) return 'done';
  return typeof returned === 'string' ? returned : JSON.stringify(returned);
}

function storedBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
