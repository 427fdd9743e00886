/**
 * Who may start a `once` tool. Temporal starts an activity again after a retry, a pause, changed options, an operator's
 * reset of the activity or of the workflow, at times with attempt 1 and while the first one still runs. So each attempt
 * claims the call by a signal to its own run before its effect, and the first claim in history wins. After a reset of the
 * workflow the runs before are looked into too.
 */
import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure, type Payload } from '@temporalio/common';
import { FAILURE } from '../common/failure-type';
import { CLAIM_SIGNAL, type OnceClaim } from '../common/once';
import { payloadDecoder } from '../common/payload-decoding';
import { FORMAT, type ToolCall, type ToolResult } from '../common/wire';
import { eventNumber, eventsOf, requireRun, startOf, type Execution, type RunEvent } from './run-events';

/** `mine`: run it. `taken`: another attempt may have run it. `done`: a run before a reset has its result. */
export type Claim = { readonly kind: 'mine' | 'taken' } | { readonly kind: 'done'; readonly result: ToolResult };

/** Runs of one chain of resets; more are somebody's experiment, and count as taken. */
const MAX_RESETS = 20;

/** Claims the current activity's call. Throws where the server can't be asked: nothing has been run then. */
export async function claimOnce(tool: string, call: ToolCall): Promise<Claim> {
  const { info, client } = Context.current();
  const { workflowId, runId } = requireRun(info.workflowExecution);
  const execution = { namespace: info.workflowNamespace ?? info.namespace, workflowId, runId };
  const wanted = { activityId: info.activityId, tool, hash: call.hash };
  const before = await claimBefore(client, execution, wanted);
  if (before) return before;
  const claim: OnceClaim = { v: FORMAT, ...wanted, token: randomUUID() };
  await client.workflow.getHandle(workflowId, runId).signal(CLAIM_SIGNAL, claim);
  for await (const first of claimsOf(client, execution)) {
    if (first.activityId === info.activityId) return { kind: first.token === claim.token ? 'mine' : 'taken' };
  }
  throw ApplicationFailure.retryable('The history does not show the claim of this attempt yet.', FAILURE.transcriptGap);
}

type Wanted = Pick<OnceClaim, 'activityId' | 'tool' | 'hash'>;

async function* claimsOf(client: Client, execution: Execution): AsyncIterable<OnceClaim> {
  const decode = payloadDecoder(client.options.loadedDataConverter);
  for await (const event of eventsOf(client, execution)) {
    const claim = await claimIn(event, decode);
    if (claim) yield claim;
  }
}

async function claimIn(
  event: RunEvent,
  decode: (payload: Payload) => Promise<unknown>,
): Promise<OnceClaim | undefined> {
  const signal = event.workflowExecutionSignaledEventAttributes;
  const [payload] = (signal?.signalName === CLAIM_SIGNAL && signal.input?.payloads) || [];
  return payload ? ((await decode(payload)) as OnceClaim) : undefined; // wire seam: written above
}

/** What the runs say that this one was reset from, from where it left them on. */
async function claimBefore(client: Client, execution: Execution, wanted: Wanted): Promise<Claim | undefined> {
  const started = (await startOf(client, execution))?.workflowExecutionStartedEventAttributes;
  if (!started || started.originalExecutionRunId === execution.runId) return undefined; // never reset
  const left = await resetsIn(client, execution);
  for (let looked = 0; left.length > 0; looked++) {
    const { runId, from } = left.shift() ?? { runId: '', from: 0 };
    if (looked === MAX_RESETS) return { kind: 'taken' };
    const base = { ...execution, runId };
    const found = await claimInBase(client, base, from, wanted);
    if (found) return found;
    left.push(...(await resetsIn(client, base)).filter((reset) => reset.from >= from));
  }
  return undefined;
}

/** The runs that this one was copied from, and where each copy ends. */
async function resetsIn(client: Client, execution: Execution): Promise<{ runId: string; from: number }[]> {
  const resets = [];
  for await (const event of eventsOf(client, execution)) {
    const runId = event.workflowTaskFailedEventAttributes?.baseRunId;
    if (runId) resets.push({ runId, from: eventNumber(event) });
  }
  return resets;
}

/** A base run that completed the call has its result; one that claimed it, or its like, may have run it. */
async function claimInBase(
  client: Client,
  base: Execution,
  from: number,
  { activityId, tool, hash }: Wanted,
): Promise<Claim | undefined> {
  const decode = payloadDecoder(client.options.loadedDataConverter);
  let scheduled: number | undefined;
  let isTaken = false;
  for await (const event of eventsOf(client, base)) {
    if (event.activityTaskScheduledEventAttributes?.activityId === activityId) scheduled = eventNumber(event);
    const completed = event.activityTaskCompletedEventAttributes;
    const [result] =
      (completed && Number(completed.scheduledEventId) === scheduled && completed.result?.payloads) || [];
    if (result) return { kind: 'done', result: (await decode(result)) as ToolResult }; // wire seam: a tool's wrapper returned it
    if (eventNumber(event) < from) continue;
    const claim = await claimIn(event, decode);
    isTaken ||= claim?.activityId === activityId || (claim?.tool === tool && claim.hash === hash);
  }
  return isTaken ? { kind: 'taken' } : undefined;
}
