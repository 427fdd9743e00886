/**
 * Reads out of a history which limits its agents and the run had: what the first call of an agent recorded, and what
 * people raised since. Histories from before that was recorded tell of none.
 */
import type { Payload } from '@temporalio/common';
import { formatAgent, parseActivityId } from '../common/activity-id';
import type { Gauge, TimedLimits, Used } from '../common/gauge';
import { nanoUsd } from '../common/money';
import { RAISE_UPDATE, RUN_BUDGET, type RaiseResult } from '../common/raise';
import type { Decode } from '../common/recording';
import { CALL_ACTIVITY, type CallInput } from '../common/wire';
import type { CarriedCosts } from './ledger';
import { numberOf, type HistoryEvent } from './history-pages';
import type { Step } from './step';
import { totalsOf } from './totals';

/** A budget of a run: `of` is `run` for all of its agents together, or one such as `resolver.1`. */
export interface LedgerLimits extends Gauge {
  readonly of: string;
}

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
    const all = [...this.#limits].sort(([a], [b]) => Number(b === RUN_BUDGET) - Number(a === RUN_BUDGET));
    return all.map(([of, limits]) => {
      const own = steps.filter(({ agent }) => (of === RUN_BUDGET ? agent !== undefined : agent === of));
      return { of, limits, used: usedBy(own, carried) };
    });
  }

  async #record(activityId: string, input: Payload): Promise<void> {
    const id = parseActivityId(activityId);
    const name = id && formatAgent(id);
    if (name === undefined || this.#seen.has(name)) return;
    this.#seen.add(name);
    const { limits } = (await this.decode(input)) as CallInput; // wire seam: workflow code wrote it
    if (limits) this.#limits.set(name, limits.own);
    if (limits?.run) this.#limits.set(RUN_BUDGET, limits.run);
  }

  async #raise(result: Payload): Promise<void> {
    const { of, limits } = (await this.decode(result)) as RaiseResult; // wire seam likewise
    const before = this.#limits.get(of);
    if (before) this.#limits.set(of, { ...before, ...limits });
  }
}

/** A turn counts once, however often it was answered. */
function usedBy(steps: readonly Step[], carried?: CarriedCosts): Used {
  const totals = totalsOf(steps);
  const { input, output, cacheRead, cacheWrite } = totals.claude;
  const answered = steps.filter(({ kind, status }) => kind === 'call' && status === 'completed');
  const { costNanoUsd = 0, unaccountedNanoUsd = 0, tokens = 0, turns = 0, toolCalls = 0 } = carried ?? {};
  return {
    amount: {
      nanoUsd: nanoUsd(costNanoUsd + unaccountedNanoUsd + totals.costNanoUsd + totals.unaccountedNanoUsd),
      tokens: tokens + input + output + cacheRead + cacheWrite,
    },
    turns: turns + new Set(answered.map(({ agent, turn }) => `${agent} ${turn}`)).size,
    toolCalls: toolCalls + totals.toolCalls,
  };
}
