/** Raw events of a run, in pages, for the few activities that look for more than a conversation. */
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { FAILURE } from '../common/failure-type';

/** One event as the server keeps it. */
export type RunEvent = temporal.api.history.v1.IHistoryEvent;

/** Which run. */
export interface Execution {
  readonly namespace: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** A page counts batches, not bytes. */
const PAGE_BATCHES = 32;

/** The first event alone. */
export async function startOf(client: Client, execution: Execution): Promise<RunEvent | undefined> {
  const { events } = await page(client, execution, undefined, 1);
  return events[0];
}

/** All events, oldest first. */
export async function* eventsOf(client: Client, execution: Execution): AsyncIterable<RunEvent> {
  let token: Uint8Array | undefined;
  do {
    const { events, next } = await page(client, execution, token, PAGE_BATCHES);
    yield* events;
    token = next;
  } while (token?.length);
}

async function page(
  { workflowService }: Client,
  { namespace, ...execution }: Execution,
  nextPageToken: Uint8Array | undefined,
  maximumPageSize: number,
): Promise<{ events: readonly RunEvent[]; next?: Uint8Array }> {
  const response = await workflowService.getWorkflowExecutionHistory({
    ...{ namespace, execution, maximumPageSize },
    ...(nextPageToken && { nextPageToken }),
  });
  const next = response.nextPageToken;
  return { events: response.history?.events ?? [], ...(next?.length && { next }) };
}

/** An event's number. */
export function eventNumber({ eventId }: RunEvent): number {
  return Number(eventId?.toString());
}

/** The run that an activity belongs to; outside of a workflow there is none. */
export function requireRun(execution: { workflowId: string; runId: string } | undefined): {
  workflowId: string;
  runId: string;
} {
  if (execution) return execution;
  throw ApplicationFailure.nonRetryable('This tool runs in a workflow only.', FAILURE.invalidAgent);
}
