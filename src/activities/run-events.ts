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

/** gRPC's code of a server that cannot read backwards. */
const GRPC_UNIMPLEMENTED = 12;

/** gRPC's code of a run that is past its retention. */
const GRPC_NOT_FOUND = 5;

/** The first event alone. */
export async function startOf(client: Client, execution: Execution): Promise<RunEvent | undefined> {
  const { events } = await page(client, execution, undefined, 1);
  return events[0];
}

/** All events, oldest first. */
export async function* eventsOf(client: Client, execution: Execution): AsyncIterable<RunEvent> {
  let token: Uint8Array | undefined;
  do {
    const { events, next } = await page(client, execution, token);
    yield* events;
    token = next;
  } while (token?.length);
}

/** The events after the first one, seen from the end, for which `isOld` holds; oldest first. */
export async function eventsSince(
  client: Client,
  execution: Execution,
  isOld: (event: RunEvent) => boolean,
): Promise<readonly RunEvent[]> {
  const collected: RunEvent[] = [];
  let token: Uint8Array | undefined;
  do {
    const read = await page(client, execution, token, PAGE_BATCHES, 'getWorkflowExecutionHistoryReverse').catch(
      (error: unknown) => {
        if (codeOf(error) === GRPC_UNIMPLEMENTED) return undefined;
        throw error;
      },
    );
    if (!read) return forwardSince(client, execution, isOld);
    const old = read.events.findIndex(isOld);
    collected.push(...(old < 0 ? read.events : read.events.slice(0, old)));
    if (old >= 0) break;
    token = read.next;
  } while (token?.length);
  return collected.reverse();
}

async function forwardSince(
  client: Client,
  execution: Execution,
  isOld: (event: RunEvent) => boolean,
): Promise<readonly RunEvent[]> {
  let collected: RunEvent[] = [];
  for await (const event of eventsOf(client, execution)) collected = isOld(event) ? [] : [...collected, event];
  return collected;
}

async function page(
  { workflowService }: Client,
  { namespace, ...execution }: Execution,
  nextPageToken: Uint8Array | undefined,
  maximumPageSize = PAGE_BATCHES,
  read: 'getWorkflowExecutionHistory' | 'getWorkflowExecutionHistoryReverse' = 'getWorkflowExecutionHistory',
): Promise<{ events: readonly RunEvent[]; next?: Uint8Array }> {
  const response = await workflowService[read]({
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

/** Whether a run is past its retention, or never was. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === GRPC_NOT_FOUND;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}

/** The run that an activity belongs to; outside of a workflow there is none. */
export function requireRun(execution: { workflowId: string; runId: string } | undefined): {
  workflowId: string;
  runId: string;
} {
  if (execution) return execution;
  throw ApplicationFailure.nonRetryable('This tool runs in a workflow only.', FAILURE.invalidAgent);
}
