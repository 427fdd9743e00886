/**
 * Reads a run's history page by page, from the beginning. Workflow-task events are left out for good: the server may
 * append such that never become history, and their ids are used again by events that do.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils';
import type { Execution } from './execution';
import { GRPC, detailsOf, statusOf } from './grpc-status';
import { explained } from './server-answer';

/** One event of a history. */
export type HistoryEvent = NonNullable<History['events']>[number];

/** A page counts batches, not bytes, and one batch may take 4 MB: this many stay readable. */
const PAGE_BATCHES = 64;

/** The server ends a long poll after about 20 s; a call three times as old is dead. */
const POLL_DEADLINE_MS = 60_000;

/** How long a server may be away before following gives up: longer than a restart, shorter than a lunch. */
const PATIENCE_MS = 5 * 60_000;

/** Waits between tries while the server is away. */
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/** Statuses of a server that is restarting, moving or overloaded. */
const PASSING: ReadonlySet<number | undefined> = new Set<number>([
  GRPC.unavailable,
  GRPC.deadlineExceeded,
  GRPC.unknown,
  GRPC.resourceExhausted,
  GRPC.aborted,
  GRPC.internal,
]);

type Token = Uint8Array | undefined;
interface Page {
  readonly events: readonly HistoryEvent[];
  readonly next: Token;
}

/** Everything recorded of a run up to now; the server's own bookkeeping of workflow tasks only where `whole`. */
export async function* readHistory(
  client: Client,
  execution: Execution,
  { whole = false } = {},
): AsyncGenerator<HistoryEvent> {
  let token: Token;
  do {
    const page: Page = await fetchPage(client, execution, token, false).catch((error: unknown) => {
      throw explained(error, { namespace: client.options.namespace, ...execution });
    });
    yield* whole ? page.events : page.events.filter((event) => !isOfWorkflowTask(event));
    token = page.next;
  } while (token);
}

/** Everything recorded of a run, then what is added, until it closes. Outlives a restart of the server. */
export async function* watchHistory(client: Client, execution: Execution): AsyncGenerator<HistoryEvent> {
  let token: Token;
  let seen = 0;
  for (;;) {
    const page: Page = await nextPage(client, execution, token);
    for (const event of page.events) {
      if (isOfWorkflowTask(event) || numberOf(event) <= seen) continue; // read again from the beginning after the server lost the token
      seen = numberOf(event);
      yield event;
    }
    if (!page.next) return;
    token = page.next;
  }
}

/** An event's number, which orders a history. */
export function numberOf({ eventId }: HistoryEvent): number {
  return Number(eventId?.toString() ?? 0);
}

/** One long poll, repeated while the server is away. */
async function nextPage(client: Client, execution: Execution, from: Token): Promise<Page> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  let token = from;
  let wait = FIRST_WAIT_MS;
  for (;;) {
    try {
      return await client.withDeadline(Date.now() + POLL_DEADLINE_MS, () => fetchPage(client, execution, token, true));
    } catch (error) {
      if (token && statusOf(error) === GRPC.invalidArgument) {
        token = undefined; // a restarted server may not know its own token any more
        continue;
      }
      if (!isPassing(error) || Date.now() > giveUpAt) {
        throw explained(error, { namespace: client.options.namespace, ...execution });
      }
      await pause(wait);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    }
  }
}

async function fetchPage(client: Client, execution: Execution, token: Token, waitNewEvent: boolean): Promise<Page> {
  const { history, nextPageToken } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution,
    maximumPageSize: PAGE_BATCHES,
    waitNewEvent,
    skipArchival: waitNewEvent,
    ...(token && { nextPageToken: token }),
  });
  return { events: history?.events ?? [], next: nextPageToken?.length ? nextPageToken : undefined };
}

function isPassing(error: unknown): boolean {
  return PASSING.has(statusOf(error)) && !/larger than max/.test(detailsOf(error));
}

function isOfWorkflowTask(event: HistoryEvent): boolean {
  return Boolean(
    event.workflowTaskScheduledEventAttributes ??
    event.workflowTaskStartedEventAttributes ??
    event.workflowTaskCompletedEventAttributes ??
    event.workflowTaskFailedEventAttributes ??
    event.workflowTaskTimedOutEventAttributes,
  );
}
