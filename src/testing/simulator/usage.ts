/** The `usage` objects of a reply: early in `message_start`, cumulative in `message_delta`, whole in a JSON answer. */
import type { JsonObject } from './json';
import type { Plan } from './plan';
import type { InputTokens } from './prompt-cache';

/** What the model has written when `message_start` goes out. */
export const EARLY_OUTPUT_TOKENS = 1;

/** The three usages of one reply. */
export interface ReplyUsage {
  readonly start: JsonObject;
  readonly delta: JsonObject;
  readonly whole: JsonObject;
}

/**
 * Builds them. With `stale` the cache writes are half known at the start, and the split by TTL stays so while the total
 * moves on, as the API can do.
 */
export function usageOf(input: InputTokens, plan: Plan, stale: boolean): ReplyUsage {
  const early = stale ? halved(input) : input;
  const delta = {
    input_tokens: input.fresh,
    cache_creation_input_tokens: written(input),
    cache_read_input_tokens: input.read,
    output_tokens: plan.outputTokens,
    output_tokens_details: plan.thinkingTokens > 0 ? { thinking_tokens: plan.thinkingTokens } : null,
    server_tool_use: null,
  };
  const fixed = {
    cache_creation: { ephemeral_5m_input_tokens: early.write5m, ephemeral_1h_input_tokens: early.write1h },
    inference_geo: 'global',
    service_tier: 'standard',
    speed: 'standard',
  };
  const start = {
    ...delta,
    ...fixed,
    cache_creation_input_tokens: written(early),
    output_tokens: EARLY_OUTPUT_TOKENS,
    output_tokens_details: null,
  };
  return { start, delta, whole: { ...delta, ...fixed } };
}

function written({ write5m, write1h }: InputTokens): number {
  return write5m + write1h;
}

function halved(input: InputTokens): InputTokens {
  return { ...input, write5m: Math.floor(input.write5m / 2), write1h: Math.floor(input.write1h / 2) };
}
