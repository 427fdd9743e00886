/** What calls of Claude take out of a budget: money and tokens, always reserved and settled together. */
import { nanoUsd, type NanoUsd } from './money';

/** Tokens are those of prompts, caches included, and of replies. */
export interface Amount {
  readonly nanoUsd: NanoUsd;
  readonly tokens: number;
}

/** Nothing at all. */
export const NOTHING: Amount = { nanoUsd: nanoUsd(0), tokens: 0 };

/** Both together. */
export function plus(a: Amount, b: Amount): Amount {
  return { nanoUsd: nanoUsd(a.nanoUsd + b.nanoUsd), tokens: a.tokens + b.tokens };
}

/** So many of it. */
export function times(amount: Amount, count: number): Amount {
  return { nanoUsd: nanoUsd(amount.nanoUsd * count), tokens: amount.tokens * count };
}

/** The larger of both in each respect. */
export function largest(a: Amount, b: Amount): Amount {
  return { nanoUsd: nanoUsd(Math.max(a.nanoUsd, b.nanoUsd)), tokens: Math.max(a.tokens, b.tokens) };
}

/** The smaller of both in each respect. */
export function least(a: Amount, b: Amount): Amount {
  return { nanoUsd: nanoUsd(Math.min(a.nanoUsd, b.nanoUsd)), tokens: Math.min(a.tokens, b.tokens) };
}
