/**
 * The models the simulator knows: what each accepts and what each costs. It holds its own copy of the published facts
 * (2026-11) so that a wrong price or rule elsewhere in the project shows up as a difference. A model without a
 * published price is unknown here.
 */

/** Nano-dollars a token: the price in dollars per million tokens, times 1,000. */
export interface Prices {
  readonly input: number;
  readonly output: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
}

/** Which `thinking` types a model takes: `always` cannot be switched off, `extended` knows only a token budget. */
export type ThinkingStyle = 'always' | 'adaptive' | 'both' | 'extended';

/** One model. */
export interface Model {
  readonly id: string;
  readonly line: 'haiku' | 'sonnet' | 'opus' | 'fable' | 'mythos';
  readonly thinking: ThinkingStyle;
  /** Thinking blocks are refused when what stood before them has changed. */
  readonly bindsPrefix: boolean;
  readonly prefill: boolean;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Shorter prefixes are silently not cached. */
  readonly minCacheTokens: number;
  readonly prices: Prices;
  /** The whole request is billed at these rates when its prompt is longer than `LONG_PROMPT_TOKENS`. */
  readonly longPrompt?: Prices;
}

/** A Haiku 5.5 prompt above this many tokens, cached ones included, costs the long-prompt rate. */
export const LONG_PROMPT_TOKENS = 100_000;

const USD_PER_MILLION = 1_000;
const WRITE_5M = 1.25;
const WRITE_1H = 2;

/** Prices from dollars per million tokens; cache writes follow the published multipliers of the input price. */
function perMillion(input: number, output: number, read: number): Prices {
  const nano = (usd: number): number => Math.round(usd * USD_PER_MILLION);
  return {
    input: nano(input),
    output: nano(output),
    write5m: nano(input * WRITE_5M),
    write1h: nano(input * WRITE_1H),
    read: nano(read),
  };
}

const MILLION_CONTEXT = { contextTokens: 1_000_000, maxOutputTokens: 128_000, minCacheTokens: 1_024, prefill: false };
const SMALL_CONTEXT = { contextTokens: 200_000, maxOutputTokens: 64_000, minCacheTokens: 1_024, prefill: true };
const BOUND = { ...MILLION_CONTEXT, thinking: 'always', bindsPrefix: true } as const;
const ADAPTIVE = { ...MILLION_CONTEXT, thinking: 'adaptive', bindsPrefix: false } as const;
const OLDER = { ...MILLION_CONTEXT, thinking: 'both', bindsPrefix: false } as const;
const OLDEST = { ...SMALL_CONTEXT, thinking: 'extended', bindsPrefix: false } as const;

const HAIKU_45 = { ...OLDEST, line: 'haiku', prices: perMillion(1, 5, 0.1) } as const;

/** Every model the simulator answers for, newest first. */
export const MODELS: readonly Model[] = [
  { id: 'claude-fable-5-2', line: 'fable', ...BOUND, prices: perMillion(8, 40, 0.8) },
  {
    id: 'claude-haiku-5-5',
    line: 'haiku',
    ...ADAPTIVE,
    prices: perMillion(0.1, 0.5, 0.01),
    longPrompt: perMillion(0.5, 2.5, 0.05),
  },
  { id: 'claude-sonnet-5-5', line: 'sonnet', ...ADAPTIVE, prices: perMillion(2, 10, 0.1) },
  { id: 'claude-fable-5-1', line: 'fable', ...BOUND, prices: perMillion(10, 50, 0.25) },
  { id: 'claude-mythos-5-1', line: 'mythos', ...BOUND, prices: perMillion(10, 50, 0.25) },
  { id: 'claude-opus-5-5', line: 'opus', ...BOUND, minCacheTokens: 512, prices: perMillion(4, 20, 0.2) },
  { id: 'claude-sonnet-5', line: 'sonnet', ...ADAPTIVE, prices: perMillion(2, 10, 0.2) },
  { id: 'claude-fable-5', line: 'fable', ...BOUND, bindsPrefix: false, prices: perMillion(10, 50, 1) },
  { id: 'claude-opus-5', line: 'opus', ...ADAPTIVE, prices: perMillion(5, 25, 0.5) },
  { id: 'claude-opus-4-6', line: 'opus', ...OLDER, prices: perMillion(5, 25, 0.5) },
  { id: 'claude-sonnet-4-6', line: 'sonnet', ...OLDER, prices: perMillion(3, 15, 0.3) },
  { id: 'claude-haiku-4-5', ...HAIKU_45 },
  { id: 'claude-haiku-4-5-20251001', ...HAIKU_45 },
  { id: 'claude-opus-4-5', line: 'opus', ...OLDEST, prices: perMillion(5, 25, 0.5) },
  { id: 'claude-sonnet-4-5', line: 'sonnet', ...OLDEST, prices: perMillion(3, 15, 0.3) },
];

/** The model of an id, or `undefined` if the API would answer 404. */
export function findModel(id: string): Model | undefined {
  return MODELS.find((model) => model.id === id);
}
