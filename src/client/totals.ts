/** Sums up the steps of a ledger: pure arithmetic. */
import { nanoUsd, type NanoUsd } from '../common/money';
import type { Step, Tokens } from './step';

/** What one kind of decider took. */
export interface Share {
  readonly steps: number;
  /** Time of the steps, not of the run: steps may overlap. Timers count as steps, their waiting does not count. */
  readonly ms: number;
  readonly attempts: number;
}

/** The sums of a run. */
export interface Totals {
  readonly code: Share;
  readonly claude: Share & Tokens & { readonly costNanoUsd: NanoUsd };
  readonly person: Share;
  /** Attempts beyond the first ones. */
  readonly retries: number;
  readonly costNanoUsd: NanoUsd;
  readonly unaccountedNanoUsd: NanoUsd;
  /** Calls of Claude that were answered, dropped replies included. */
  readonly turns: number;
  readonly toolCalls: number;
}

/** Sums up steps. */
export function totalsOf(steps: readonly Step[]): Totals {
  const byClaude = steps.filter(({ decidedBy }) => decidedBy === 'claude');
  const costNanoUsd = nanoUsd(sum(steps, (step) => step.costNanoUsd));
  return {
    code: shareOf(steps, 'code'),
    claude: {
      ...shareOf(steps, 'claude'),
      ...tokensOf(byClaude),
      costNanoUsd: nanoUsd(sum(byClaude, (step) => step.costNanoUsd)),
    },
    person: shareOf(steps, 'person'),
    retries: sum(steps, ({ attempts }) => Math.max(0, attempts - 1)),
    costNanoUsd,
    unaccountedNanoUsd: nanoUsd(sum(steps, (step) => step.unaccountedNanoUsd)),
    turns: steps.filter(({ kind, status }) => kind === 'call' && status === 'completed').length,
    toolCalls: steps.filter(({ kind }) => kind === 'tool').length,
  };
}

function shareOf(steps: readonly Step[], who: Step['decidedBy']): Share {
  const own = steps.filter(({ decidedBy }) => decidedBy === who);
  return {
    steps: own.length,
    ms: sum(own, ({ kind, ms }) => (kind === 'timer' ? 0 : ms)),
    attempts: sum(own, ({ attempts }) => attempts),
  };
}

function tokensOf(steps: readonly Step[]): Tokens {
  return {
    input: sum(steps, ({ tokens }) => tokens.input),
    output: sum(steps, ({ tokens }) => tokens.output),
    cacheRead: sum(steps, ({ tokens }) => tokens.cacheRead),
    cacheWrite: sum(steps, ({ tokens }) => tokens.cacheWrite),
  };
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}
