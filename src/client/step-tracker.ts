/**
 * Follows the steps of one run through its events: what began, what ended and what it cost. The ledger feeds it a whole
 * history, `follow` a live one, so that both tell the same.
 */
import type { Payload } from '@temporalio/common';
import { nanoUsd } from '../common/money';
import type { Decode } from '../common/recording';
import { NO_COST, type Accounting, type CallResult } from '../common/wire';
import { accountingIn, accountingOf, reasonOf } from './failure-reading';
import { numberOf, type HistoryEvent } from './history-pages';
import { closingOf, attemptOf, type Closing } from './step-closing';
import { NO_TOKENS, openingOf, timeOf } from './step-opening';
import type { Step, Tokens } from './step';

interface OpenStep {
  readonly step: Step;
  readonly openedAt: number;
  readonly activityId?: string;
}

/** The steps of one run, event by event. */
export class StepTracker {
  readonly #open = new Map<number, OpenStep>();

  constructor(private readonly decode: Decode) {}

  /** The step as it stands after an event that began or ended one, else undefined. Events come in their order. */
  async apply(event: HistoryEvent): Promise<Step | undefined> {
    const started = attemptOf(event);
    if (started) return this.#count(started);
    const opening = openingOf(event);
    if (!opening) return this.#close(event);
    const { activityId } = opening;
    const step = opening.summary ? { ...opening.step, summary: await this.#text(opening.summary) } : opening.step;
    const open = { step, openedAt: timeOf(event), ...(activityId && { activityId }) };
    if (step.status === 'running') this.#open.set(numberOf(event), open);
    return step;
  }

  /** Steps that have begun and not ended, with the ids of their activities. */
  running(): readonly { readonly step: Step; readonly activityId?: string }[] {
    return [...this.#open.values()];
  }

  /** Ends all open steps because the run closed with this event. What such a call of Claude cost is not in history. */
  abandon(event: HistoryEvent): readonly Step[] {
    const abandoned = [...this.#open.values()].map(({ step, openedAt }) => ({
      ...step,
      status: 'cancelled' as const,
      ms: timeOf(event) - openedAt,
      error: 'The run closed before this step ended.',
    }));
    this.#open.clear();
    return abandoned;
  }

  #count({ of, attempt }: { of: number; attempt: number }): undefined {
    const open = this.#open.get(of);
    if (open) this.#open.set(of, { ...open, step: { ...open.step, attempts: attempt } });
  }

  async #close(event: HistoryEvent): Promise<Step | undefined> {
    const closing = closingOf(event);
    const open = closing && this.#open.get(closing.of);
    if (!open) return undefined;
    this.#open.delete(closing.of);
    const { status, failure } = closing;
    const error = await reasonOf(failure, this.decode);
    const spent =
      open.step.kind === 'call' && closing.result ? await this.#bill(closing.result) : await this.#loss(closing);
    return { ...open.step, status, ms: timeOf(event) - open.openedAt, ...spent, ...(error && { error }) };
  }

  async #bill(result: Payload): Promise<Accounting & { readonly tokens: Tokens }> {
    const { usage, costNanoUsd, unaccountedNanoUsd } = (await this.decode(result)) as CallResult; // wire seam: `callClaude` returns this
    const tokens = usage && {
      input: usage.inputTokens,
      output: usage.outputTokens,
      cacheRead: usage.cacheReadTokens,
      cacheWrite: usage.cacheWriteTokens,
    };
    return {
      tokens: tokens ?? NO_TOKENS,
      costNanoUsd: nanoUsd(costNanoUsd ?? 0),
      unaccountedNanoUsd: nanoUsd(unaccountedNanoUsd ?? 0),
    };
  }

  async #loss({ failure, details }: Closing): Promise<Accounting> {
    if (details) return accountingIn(details, this.decode);
    return failure ? accountingOf(failure, this.decode) : NO_COST;
  }

  async #text(payload: Payload): Promise<string> {
    const text = await this.decode(payload);
    return typeof text === 'string' ? text : '';
  }
}
