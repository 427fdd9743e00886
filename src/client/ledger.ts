/** What a run did, who decided it and what it cost: read from history alone, so it needs no worker. */
import type { Payload } from '@temporalio/common';
import { isJsonObject } from '../common/json';
import { nanoUsd } from '../common/money';
import type { Decode } from '../common/recording';
import type { Carried } from '../common/carry';
import { NO_COST, type Accounting } from '../common/wire';
import type { DescribedExecution } from './execution';
import { accountingIn } from './failure-reading';
import { numberOf, type HistoryEvent } from './history-pages';
import { runClosingOf, type RunStatus } from './run-closing';
import { LimitsReader, type LedgerLimits } from './limits-reader';
import type { Step } from './step';
import { StepTracker } from './step-tracker';
import { totalsOf, type Totals } from './totals';

/** What earlier runs of a chain handed over: not contained in the totals. */
export interface CarriedCosts extends Accounting {
  readonly turns: number;
  readonly toolCalls: number;
  readonly tokens?: number;
}

/** The account of one run. */
export interface Ledger {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly status: RunStatus;
  /** In the order in which they began. */
  readonly steps: readonly Step[];
  /** Sums of this run's steps. */
  readonly totals: Totals;
  readonly carried?: CarriedCosts;
  /** What the run and its agents may take and what they took of it, earlier runs included; empty where history tells of no limits. */
  readonly limits: readonly LedgerLimits[];
  /** The server's counts; where it gives none, the bytes of all payloads and the last event's number. */
  readonly history: { readonly bytes: number; readonly events: number };
}

/** Draws up the account of a run from its events; `described` adds what history can't tell of steps under way. */
export async function ledgerOf(
  events: AsyncIterable<HistoryEvent>,
  described: DescribedExecution,
  decode: Decode,
): Promise<Ledger> {
  const tracker = new StepTracker(decode);
  const limits = new LimitsReader(decode);
  const steps = new Map<number, Step>();
  const read = { workflowType: '', status: 'running' as RunStatus, bytes: 0, events: 0 };
  let carried: CarriedCosts | undefined;
  for await (const event of events) {
    await limits.apply(event);
    const step = await tracker.apply(event);
    if (step) steps.set(step.eventId, step);
    const closing = runClosingOf(event);
    if (closing) for (const left of tracker.abandon(event)) steps.set(left.eventId, left);
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) carried = await carriedIn(started.input?.payloads, decode);
    read.workflowType = started?.workflowType?.name ?? read.workflowType;
    read.status = closing?.status ?? read.status;
    read.events = numberOf(event);
    read.bytes += described.historyBytes ? 0 : bytesIn(event);
  }
  for (const step of await underWay(tracker, described, decode)) steps.set(step.eventId, step);
  const ordered = [...steps.values()].sort((a, b) => a.eventId - b.eventId);
  const { workflowId, runId, historyBytes = read.bytes, historyEvents = read.events } = described;
  return {
    ...{
      workflowId,
      runId,
      workflowType: read.workflowType,
      status: read.status,
      steps: ordered,
      totals: totalsOf(ordered),
    },
    ...(carried && { carried }),
    limits: limits.account(ordered, carried),
    history: { bytes: historyBytes, events: historyEvents },
  };
}

/** Steps that still run, with the attempt and the heartbeat that the server knows of. */
function underWay(tracker: StepTracker, { pending }: DescribedExecution, decode: Decode): Promise<readonly Step[]> {
  return Promise.all(
    tracker.running().map(async ({ step, activityId }) => {
      const known = activityId === undefined ? undefined : pending.get(activityId);
      const spent = known?.heartbeat ? await accountingIn(known.heartbeat, decode) : NO_COST;
      return { ...step, attempts: known?.attempt ?? step.attempts, ...spent };
    }),
  );
}

/** The start input of a run that goes on from another: its own input, the state, and the transcript in parts. */
async function carriedIn(
  input: readonly Payload[] | null | undefined,
  decode: Decode,
): Promise<CarriedCosts | undefined> {
  const state = input && input.length >= 3 ? input[1] : undefined;
  const value = state && (await decode(state));
  if (!isJsonObject(value)) return undefined;
  const { turns, toolCalls, tokens, costNanoUsd, unaccountedNanoUsd, opening } = value as Partial<Carried>; // wire seam: checked below
  if (!opening || turns === undefined || toolCalls === undefined) return undefined;
  return {
    turns,
    toolCalls,
    ...(tokens !== undefined && { tokens }),
    costNanoUsd: costNanoUsd ?? nanoUsd(0),
    unaccountedNanoUsd: unaccountedNanoUsd ?? nanoUsd(0),
  };
}

/** Bytes of all payloads inside an event. */
function bytesIn(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((total: number, member: unknown) => total + bytesIn(member), 0);
}
