/** What code finds out about a reply: its usage in our terms, its tool calls validated, and whether it can stand. */
import type Anthropic from '@anthropic-ai/sdk';
import { TOOL_USE_ID } from '../common/activity-id';
import { isJsonObject, type JsonObject } from '../common/json';
import type { Opening } from '../common/offer';
import type { Block, Usage, ValidatedCall } from '../common/wire';
import type { StreamedReply } from './claude-stream';
import { scanJson, validateCall, type RawCall } from './tool-arguments';
import type { ToolRegistry } from './tool-registry';

/** Below the 2 MB of one payload, with room for the calls and the offer beside it. */
export const MAX_REPLY_BYTES = 1_500_000;

/** `JSON.stringify` and its like recurse; some give up from about 4,000 levels on. */
const MAX_REPLY_DEPTH = 1_000;

/** The reply's content as plain JSON; only what the API sent, without what the SDK adds. */
export function contentOf({ message }: StreamedReply): readonly Block[] {
  return JSON.parse(JSON.stringify(message.content)) as Block[]; // wire seam: blocks are kept unchanged, known or not
}

/** Why a reply can't stand in a conversation, or undefined. Such a reply is dropped and asked for once more. */
export function malformation(reply: StreamedReply): string | undefined {
  const depth = Math.max(0, ...[...reply.rawJson.values()].map((text) => scanJson(text).depth));
  if (depth > MAX_REPLY_DEPTH) return `the arguments of a tool call nest ${depth} levels deep`;
  const uses = reply.message.content.filter((block) => block.type === 'tool_use');
  const ids = uses.map(({ id }) => id);
  const strange = ids.find((id) => !TOOL_USE_ID.test(id));
  if (strange !== undefined) return 'a tool use id is empty, too long or not of letters, digits, `_` and `-`';
  if (new Set(ids).size < ids.length) return 'two tool calls have the same id';
  const { stop_reason: stopReason } = reply.message;
  if (stopReason === 'tool_use' && !uses.every(({ input }) => isJsonObject(input)))
    return 'the arguments of a tool call are not an object';
  if (stopReason === 'tool_use' && ids.length === 0) return 'it stopped for a tool call and has none';
  if ((stopReason === 'end_turn' || stopReason === 'stop_sequence') && ids.length > 0)
    return 'it ended its turn with an open tool call';
  const bytes = Buffer.byteLength(JSON.stringify(reply.message.content));
  return bytes > MAX_REPLY_BYTES
    ? `it is ${bytes} bytes long, over the ${MAX_REPLY_BYTES} that history takes`
    : undefined;
}

/** The tool calls of a complete reply, validated in their order. A cut-off reply has none that may run. */
export function callsOf(
  { message, rawJson }: StreamedReply,
  registry: ToolRegistry,
  offered: ReadonlySet<string>,
  { asks = [] }: Pick<Opening, 'asks'> = {},
): readonly ValidatedCall[] {
  if (message.stop_reason !== 'tool_use') return [];
  return message.content.flatMap((block, index) => {
    if (block.type !== 'tool_use') return [];
    const call: RawCall = { id: block.id, name: block.name, input: block.input, rawJson: rawJson.get(index) || '{}' };
    const validated = validateCall(call, offered.has(block.name) ? registry.get(block.name) : undefined);
    return 'hash' in validated && asks.includes(block.name) ? [{ ...validated, asks: true as const }] : [validated];
  });
}

/** The API's counts under our names. */
export function usageOf({ usage }: Anthropic.Message): Usage {
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? 0,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
    cacheWrite5mTokens: Math.min(
      usage.cache_creation?.ephemeral_5m_input_tokens ?? 0,
      usage.cache_creation_input_tokens ?? 0,
    ),
    cacheWrite1hTokens: usage.cache_creation?.ephemeral_1h_input_tokens ?? 0,
    ...(usage.inference_geo && { geo: usage.inference_geo }),
  };
}

/** Details of a stop, where the API gives any. */
export function stopDetailsOf({ stop_details: details }: Anthropic.Message): JsonObject | undefined {
  return details ? (JSON.parse(JSON.stringify(details)) as JsonObject) : undefined; // wire seam
}
