/**
 * Reads out of a history which limits its agents and the run had: what the first call of an agent recorded, and what
 * people raised since. Histories from before that was recorded tell of none.
 */
import type { Payload } from '@temporalio/common';
import { parseActivityId } from '../common/activity-id';
import type { Gauge, TimedLimits, Used } from '../common/gauge';
import { nanoUsd } from '../common/money';
import { RAISE_UPDATE, type RaiseResult } from '../common/raise';
import type { Decode } from '../common/recording';
import { CALL_ACTIVITY, type CallInput } from '../common/wire';
import type { CarriedCosts } from './ledger';
import { numberOf, type HistoryEvent } from './history-pages';
import type { Step } from './step';

/** A budget of a run: `of` is `run` for all of its agents together, or one such as `resolver.1`. */
export interface LedgerLimits extends Gauge {
  readonly of: string;
}

/** The whole run's, as it is named in history. */
const RUN = 'run';

/** The limits of one run, event by event. */
export class LimitsReader {
  readonly #limits = new Map<string, TimedLimits>();
  readonly #seen = new Set<string>();
  readonly #raises = new Set<number>();

  constructor(private readonly decode: Decode) {}

  /** Events come in their order. */
  async apply(event: HistoryEvent): Promise<void> {
    const { activityTaskScheduledEventAttributes: scheduled } = event;
    const input = scheduled?.activityType?.name === CALL_ACTIVITY && scheduled.input?.payloads?.[0];
    if (input) await this.#record(scheduled.activityId ?? '', input);
    const accepted = event.workflowExecutionUpdateAcceptedEventAttributes;
    if (accepted?.acceptedRequest?.input?.name === RAISE_UPDATE) this.#raises.add(numberOf(event));
    const completed = event.workflowExecutionUpdateCompletedEventAttributes;
    const result = completed?.outcome?.success?.payloads?.[0];
    if (result && this.#raises.has(Number(completed.acceptedEventId?.toString()))) await this.#raise(result);
  }

  /** The limits beside what `steps` took, and what earlier runs of an agent workflow did. */
  account(steps: readonly Step[], carried?: CarriedCosts): readonly LedgerLimits[] {
    const all = [...this.#limits].sort(([a], [b]) => Number(b === RUN) - Number(a === RUN));
    return all.map(([of, limits]) => {
      const own = steps.filter(({ agent }) => (of === RUN ? agent !== undefined : agent === of));
      return { of, limits, used: usedBy(own, carried) };
    });
  }

  async #record(activityId: string, input: Payload): Promise<void> {
    const id = parseActivityId(activityId);
    const name = `${id?.agent}.${id?.agentNumber}`;
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const { limits } = (await this.decode(input)) as CallInput; // wire seam: workflow code wrote it
    if (limits) this.#limits.set(name, limits.own);
    if (limits?.run) this.#limits.set(RUN, limits.run);
  }

  async #raise(result: Payload): Promise<void> {
    const { of, limits } = (await this.decode(result)) as RaiseResult; // wire seam likewise
    const before = this.#limits.get(of);
    if (before) this.#limits.set(of, { ...before, ...limits });
  }
}

function usedBy(steps: readonly Step[], carried?: CarriedCosts): Used {
  const sum = (of: (step: Step) => number): number => steps.reduce((total, step) => total + of(step), 0);
  const answered = steps.filter(({ kind, status }) => kind === 'call' && status === 'completed');
  const { costNanoUsd = 0, unaccountedNanoUsd = 0, tokens = 0, turns = 0, toolCalls = 0 } = carried ?? {};
  return {
    amount: {
      nanoUsd: nanoUsd(costNanoUsd + unaccountedNanoUsd + sum((one) => one.costNanoUsd + one.unaccountedNanoUsd)),
      tokens:
        tokens + sum(({ tokens: { input, output, cacheRead, cacheWrite } }) => input + output + cacheRead + cacheWrite),
    },
    turns: turns + new Set(answered.map(({ agent, turn }) => `${agent} ${turn}`)).size,
    toolCalls: toolCalls + steps.filter(({ kind }) => kind === 'tool').length,
  };
}
