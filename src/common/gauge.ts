/** What is used and what is left of one budget's limits: pure, and in the same words wherever a person asks. */
import type { Amount } from './amount';
import type { Limits } from './limits';
import { formatUsd, nanoUsd } from './money';

/** What has been used up. */
export interface Used {
  readonly amount: Amount;
  readonly turns: number;
  readonly toolCalls: number;
}

/** Limits, and when their time began to count by the workflow's clock; that only where the time is limited. */
export interface TimedLimits extends Limits {
  readonly startedAtMs?: number;
}

/** One budget as it stands. */
export interface Gauge {
  readonly limits: TimedLimits;
  readonly used: Used;
}

/** `USD 0.0041 of USD 0.5000 (USD 0.4959 left), 2 of 8 turns (6 left)`: each limit that there is; empty where there is none. */
export function gaugeText({ limits, used }: Gauge): string {
  const { budget, maxTokensTotal, maxTurns, maxToolCalls, maxWallMs, startedAtMs } = limits;
  const { amount, turns, toolCalls } = used;
  const endsAtMs = maxWallMs !== undefined && startedAtMs !== undefined ? startedAtMs + maxWallMs : undefined;
  return [
    budget === undefined ? '' : spentOf(amount.nanoUsd, budget, (count) => formatUsd(nanoUsd(count))),
    countOf(amount.tokens, maxTokensTotal, 'tokens'),
    countOf(turns, maxTurns, 'turns'),
    countOf(toolCalls, maxToolCalls, 'tool calls'),
    endsAtMs === undefined ? '' : `until ${new Date(endsAtMs).toISOString()}`,
  ]
    .filter((text) => text !== '')
    .join(', ');
}

function countOf(used: number, most: number | undefined, noun: string): string {
  return most === undefined ? '' : spentOf(used, most, String, ` ${noun}`);
}

/** A closing call comes on top of some limits: nothing is left then, not less. */
function spentOf(used: number, most: number, show: (count: number) => string, noun = ''): string {
  return `${show(used)} of ${show(most)}${noun} (${show(Math.max(0, most - used))} left)`;
}
