/** Limits as people write them, and what happens there. */
import type { NanoUsd } from './money';

/** What can run out. */
export type LimitKind = 'usd' | 'tokens' | 'turns' | 'toolCalls' | 'time';

/**
 * At a limit: `end` with what there is so far; `close` with one more call of Claude, without tools, that was held back from
 * the start; or `pause` until a person raises the limit.
 */
export type AtLimit = 'end' | 'close' | 'pause';

/** Limits of one agent, or of a whole run. */
export interface Limits {
  /** All calls of Claude together cost at most this, counting every attempt that may have been paid. */
  readonly budget?: NanoUsd;
  /** Tokens of all prompts and replies together, those read from the cache included; counted like money. */
  readonly maxTokensTotal?: number;
  /** Calls of Claude at the most; a closing call comes on top. */
  readonly maxTurns?: number;
  /** Tool calls at the most. A reply with more is not acted upon. */
  readonly maxToolCalls?: number;
  /** Milliseconds from the start. Then a call of Claude is cancelled, and tools with effects are waited for. */
  readonly maxWallMs?: number;
  /** What happens at a limit. Default `end`. */
  readonly atLimit?: AtLimit;
}

const AT_LIMIT: readonly unknown[] = ['end', 'close', 'pause'] satisfies AtLimit[];

const NAMES = ['budget', 'maxTokensTotal', 'maxTurns', 'maxToolCalls', 'maxWallMs', 'atLimit'] as const;

/** The limits alone of what holds more, such as an ask with its prompt. */
export function limitsOf(limits: Limits): Limits {
  const given = NAMES.filter((name) => limits[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, limits[name]]));
}

/** What is wrong with limits, or undefined. */
export function limitsProblem(limits: Limits): string | undefined {
  const { budget, maxWallMs, atLimit } = limits;
  if (budget !== undefined && !isCount(budget))
    return `The budget \`${budget}\` is not an amount of money. Write for instance usd(0.5).`;
  for (const name of ['maxTokensTotal', 'maxToolCalls'] as const) {
    const value = limits[name];
    if (value !== undefined && !isCount(value)) return `${name} must be a whole number, not \`${value}\`.`;
  }
  if (limits.maxTurns !== undefined && !(isCount(limits.maxTurns) && limits.maxTurns > 0))
    return `maxTurns must be a whole number of at least 1, not \`${limits.maxTurns}\`.`;
  if (maxWallMs !== undefined && !(isCount(maxWallMs) && maxWallMs > 0))
    return `maxWallMs must be a whole number of milliseconds, not \`${maxWallMs}\`.`;
  if (atLimit !== undefined && !AT_LIMIT.includes(atLimit))
    return `atLimit must be 'end', 'close' or 'pause', not \`${String(atLimit)}\`.`;
  return undefined;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
