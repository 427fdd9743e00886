/**
 * What Claude costs, dated. Prices are integer nano-dollars a token, so a bill is a sum of exact products. Anthropic's
 * price page is the source; a worker may override the table (`claude({ prices })`).
 */
import { nanoUsd, type NanoUsd } from './money';
import type { Usage } from './wire';

/** The day the table below was checked against Anthropic's published prices. */
export const PRICES_AS_OF = '2026-11';

/** Nano-dollars a token. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
}

/** A model's rates; above `longFrom` prompt tokens (cache included) the whole request costs `long`. */
export interface Price extends Rates {
  readonly longFrom?: number;
  readonly long?: Rates;
}

/** Prices by model id or by its longest listed prefix, so that dated ids find their family. */
export type PriceTable = Readonly<Record<string, Price>>;

/** Published multipliers: a 5-minute cache write costs 1.25 × input, a 1-hour write 2 ×. */
function rates(input: number, output: number, cacheRead: number): Rates {
  return { input, output, cacheWrite5m: input * 1.25, cacheWrite1h: input * 2, cacheRead };
}

/** USD per million tokens times 1,000 is nano-dollars a token: Opus 5.5 at 4 USD is 4,000. */
export const PRICES: PriceTable = {
  'claude-fable-5-2': rates(8_000, 40_000, 800),
  'claude-fable-5-1': rates(10_000, 50_000, 250),
  'claude-fable-5': rates(10_000, 50_000, 1_000),
  'claude-opus-5-5': rates(4_000, 20_000, 200),
  'claude-opus-5': rates(5_000, 25_000, 500),
  'claude-opus-4-6': rates(5_000, 25_000, 500),
  'claude-opus-4-5': rates(5_000, 25_000, 500),
  'claude-sonnet-5-5': rates(2_000, 10_000, 100),
  'claude-sonnet-5': rates(2_000, 10_000, 200),
  'claude-sonnet-4-6': rates(3_000, 15_000, 300),
  'claude-sonnet-4-5': rates(3_000, 15_000, 300),
  'claude-haiku-5-5': { ...rates(100, 500, 10), longFrom: 100_000, long: rates(500, 2_500, 50) },
  'claude-haiku-4-5': rates(1_000, 5_000, 100),
};

/** The price of a model, or undefined where the table has none: a budget cannot hold then, and the call is refused. */
export function priceOf(model: string, table: PriceTable = PRICES): Price | undefined {
  const names = Object.keys(table).filter((name) => model === name || model.startsWith(`${name}-2`));
  const name = names.sort((a, b) => b.length - a.length)[0];
  return name === undefined ? undefined : table[name];
}

/** A worker outside the `global` geography pays 10 % more on everything. */
const GEO_SURCHARGE_PERCENT = 10;

/** The cost of one reply. Cache writes that the split by TTL does not explain are priced at the dearest TTL used. */
export function costOf(usage: Usage, price: Price): NanoUsd {
  const promptTokens = usage.inputTokens + usage.cacheWriteTokens + usage.cacheReadTokens;
  const rate = ratesFor(price, promptTokens);
  const unexplained = Math.max(0, usage.cacheWriteTokens - usage.cacheWrite5mTokens - usage.cacheWrite1hTokens);
  const dearest = usage.cacheWrite1hTokens > 0 ? rate.cacheWrite1h : rate.cacheWrite5m;
  const cost =
    usage.inputTokens * rate.input +
    usage.cacheReadTokens * rate.cacheRead +
    usage.cacheWrite5mTokens * rate.cacheWrite5m +
    usage.cacheWrite1hTokens * rate.cacheWrite1h +
    unexplained * dearest +
    usage.outputTokens * rate.output;
  return nanoUsd(Math.ceil(usage.geo && usage.geo !== 'global' ? withSurcharge(cost) : cost));
}

/**
 * The most that a call may cost: its prompt as if all of it were written to the cache (caches evict), all of
 * `maxTokens` as output, and the surcharge, since where a request runs is known only afterwards.
 */
export function worstCost(promptTokens: number, maxTokens: number, price: Price): NanoUsd {
  const rate = ratesFor(price, promptTokens);
  return nanoUsd(Math.ceil(withSurcharge(promptTokens * rate.cacheWrite5m + maxTokens * rate.output)));
}

function ratesFor(price: Price, promptTokens: number): Rates {
  return price.long && promptTokens > (price.longFrom ?? Infinity) ? price.long : price;
}

function withSurcharge(cost: number): number {
  return (cost * (100 + GEO_SURCHARGE_PERCENT)) / 100;
}
