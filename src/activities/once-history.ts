/** What the history of one run says about effects that must not happen twice: which calls were claimed, and how they ended. */
import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { CLAIM_SIGNAL, type OnceClaim } from '../common/once';
import type { Decode } from '../common/recording';
import type { ToolResult } from '../common/wire';
import { eventsOf, type Execution, type RunEvent } from './run-events';

/** One run, as far as effects go. */
export interface EffectsOfRun {
  /** Of its chain. */
  readonly firstRunId: string;
  /** Runs that it was copied from by resets, and the time of the last event that was copied. */
  readonly bases: readonly { readonly runId: string; readonly atMs: number }[];
  /** Ids of the activities that it scheduled. */
  readonly scheduled: ReadonlySet<string>;
  readonly claims: readonly OnceClaim[];
  /** The result of a call that completed. */
  result(activityId: string): Promise<ToolResult> | undefined;
}

/** Reads a run from its first event to its last. */
export async function effectsOf(client: Client, execution: Execution, decode: Decode): Promise<EffectsOfRun> {
  const ids = new Map<number, string>();
  const results = new Map<string, Payload>();
  const claims: OnceClaim[] = [];
  const bases: { runId: string; atMs: number }[] = [];
  let firstRunId = '';
  let atMs = 0;
  for await (const event of eventsOf(client, execution)) {
    const { workflowExecutionStartedEventAttributes: started, workflowTaskFailedEventAttributes: reset } = event;
    const { activityTaskScheduledEventAttributes: call, activityTaskCompletedEventAttributes: completed } = event;
    if (started?.firstExecutionRunId) firstRunId = started.firstExecutionRunId;
    if (reset?.baseRunId) bases.push({ runId: reset.baseRunId, atMs });
    if (call?.activityId) ids.set(Number(event.eventId), call.activityId);
    const [result] = completed?.result?.payloads ?? [];
    const ended = ids.get(Number(completed?.scheduledEventId));
    if (result && ended !== undefined) results.set(ended, result);
    const claim = await claimIn(event, decode);
    if (claim) claims.push(claim);
    atMs = timeOf(event);
  }
  return {
    ...{ firstRunId, bases, claims, scheduled: new Set(ids.values()) },
    result: (activityId) => {
      const payload = results.get(activityId);
      return payload && (decode(payload) as Promise<ToolResult>); // wire seam: a tool's wrapper returned it
    },
  };
}

/** The claim that an event is, if it is one. */
export async function claimIn(event: RunEvent, decode: Decode): Promise<OnceClaim | undefined> {
  const signal = event.workflowExecutionSignaledEventAttributes;
  const [payload] = (signal?.signalName === CLAIM_SIGNAL && signal.input?.payloads) || [];
  return payload ? ((await decode(payload)) as OnceClaim) : undefined; // wire seam: an attempt wrote it
}

function timeOf({ eventTime }: RunEvent): number {
  return Number(eventTime?.seconds?.toString() ?? 0) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1_000_000);
}
