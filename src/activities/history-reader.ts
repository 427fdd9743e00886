/**
 * Reads a run's conversations out of its history, up to and including the caller's own `ActivityTaskScheduled` and never
 * beyond: the server appends events there that never become history. What was read is cached per run, and the cache may
 * be empty at any time.
 */
import type { Info } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { LRUCache } from 'lru-cache';
import { FAILURE } from '../common/failure-type';
import { payloadDecoder } from '../common/payload-decoding';
import { Recording, type HistoryEvent } from '../common/recording';
import { Semaphore } from '../common/semaphore';

/** A turn with one tool adds six batches of two events; what is read beyond them is decoded for nothing. */
const REVERSE_PAGE_BATCHES = 8;

/** A page counts batches, not bytes; 64 results of the largest size stay near the 4 MB of one gRPC message. */
const FORWARD_PAGE_EVENTS = 64;

/** Cold reads hold whole pages in memory; a worker that takes over hundreds of runs does them in turn. */
const MAX_COLD_READS = 8;

/** Bytes of transcripts kept by one worker, and runs kept at the most. */
const MAX_CACHED_BYTES = 128 * 1024 * 1024;
const MAX_CACHED_RUNS = 1_000;

/** gRPC status of a server without the reverse call. */
const GRPC_UNIMPLEMENTED = 12;

interface CachedRun {
  readonly recording: Recording;
  /** Two agents of one run would read the same pages twice. Applying them twice changes nothing: it goes by event number. */
  readonly mutex: Semaphore;
  isCold: boolean;
}

/** How the reader got what it has, for tests and metrics. */
export interface ReaderCounts {
  cold: number;
  delta: number;
  cached: number;
}

/** Where the reader gets raw history from: the parts of a Temporal client that it needs. */
export type HistorySource = Pick<Client, 'workflowService' | 'options'>;

/** The conversations of the runs that a worker serves. */
export class HistoryReader {
  readonly counts: ReaderCounts = { cold: 0, delta: 0, cached: 0 };
  readonly #runs: LRUCache<string, CachedRun>;
  readonly #coldReads = new Semaphore(MAX_COLD_READS);
  readonly #keeps: boolean;

  /** `maxCachedRuns: 0` reads every time from the beginning. */
  constructor({ maxCachedRuns = MAX_CACHED_RUNS }: { readonly maxCachedRuns?: number } = {}) {
    this.#keeps = maxCachedRuns > 0;
    this.#runs = new LRUCache({ max: Math.max(1, maxCachedRuns), maxSize: MAX_CACHED_BYTES });
  }

  /** The recording of the activity's run, complete up to the activity's own scheduling. */
  async read(client: Client, info: Info): Promise<Recording> {
    const { workflowId, runId } = requireRun(info);
    const key = JSON.stringify([info.workflowNamespace, workflowId, runId]);
    const run = this.#runs.get(key) ?? this.#open(client);
    if (this.#keeps) this.#runs.set(key, run, { size: sizeOf(run) });
    await run.mutex.run(() => this.#readUpTo(run, client, info));
    if (this.#keeps && this.#runs.peek(key) === run) this.#runs.set(key, run, { size: sizeOf(run) });
    return run.recording;
  }

  #open(client: Client): CachedRun {
    return {
      recording: new Recording(payloadDecoder(client.options.loadedDataConverter)),
      mutex: new Semaphore(1),
      isCold: true,
    };
  }

  async #readUpTo(run: CachedRun, client: Client, info: Info): Promise<void> {
    const { recording } = run;
    if (recording.scheduledAt(info.activityId) !== undefined) {
      this.counts.cached++;
      return;
    }
    const page = pageOf(client, info);
    if (run.isCold) {
      await this.#coldReads.run(() => readForward(recording, page, info.activityId));
      this.counts.cold++;
    } else {
      await readReverse(recording, page, info.activityId);
      this.counts.delta++;
    }
    run.isCold = false;
  }
}

type Direction = 'forward' | 'reverse';
type Page = { readonly events: readonly HistoryEvent[]; readonly next?: Uint8Array };
type FetchPage = (direction: Direction, token: Uint8Array | undefined) => Promise<Page>;

async function readForward(recording: Recording, fetchPage: FetchPage, activityId: string): Promise<void> {
  let token: Uint8Array | undefined;
  do {
    const { events, next } = await fetchPage('forward', token);
    const own = ownEvent(events, activityId);
    const last = events.at(-1);
    if (own !== undefined) return recording.apply(events, own);
    if (last && next?.length) recording.apply(events, numberOf(last));
    token = next;
  } while (token?.length);
  throw notScheduled(activityId);
}

async function readReverse(recording: Recording, fetchPage: FetchPage, activityId: string): Promise<void> {
  const collected: HistoryEvent[] = [];
  let token: Uint8Array | undefined;
  do {
    let page: Page;
    try {
      page = await fetchPage('reverse', token);
    } catch (error) {
      if ((error as { code?: unknown }).code !== GRPC_UNIMPLEMENTED) throw error;
      return readForward(recording, fetchPage, activityId);
    }
    collected.push(...page.events);
    const lowest = page.events.at(-1);
    if (lowest && numberOf(lowest) <= recording.upTo + 1) break;
    token = page.next;
  } while (token?.length);
  const own = ownEvent(collected, activityId);
  if (own === undefined) throw notScheduled(activityId);
  recording.apply(collected, own);
}

function pageOf(client: Client, info: Info): FetchPage {
  const { workflowId, runId } = requireRun(info);
  const base = { namespace: info.workflowNamespace ?? info.namespace, execution: { workflowId, runId } };
  return async (direction, nextPageToken) => {
    const token = nextPageToken ? { nextPageToken } : {};
    const response =
      direction === 'forward'
        ? await client.workflowService.getWorkflowExecutionHistory({
            ...base,
            ...token,
            maximumPageSize: FORWARD_PAGE_EVENTS,
          })
        : await client.workflowService.getWorkflowExecutionHistoryReverse({
            ...base,
            ...token,
            maximumPageSize: REVERSE_PAGE_BATCHES,
          });
    const next = response.nextPageToken;
    return { events: response.history?.events ?? [], ...(next?.length && { next }) };
  };
}

function ownEvent(events: readonly HistoryEvent[], activityId: string): number | undefined {
  const own = events.find((event) => event.activityTaskScheduledEventAttributes?.activityId === activityId);
  return own && numberOf(own);
}

function numberOf(event: HistoryEvent): number {
  return Number(event.eventId?.toString());
}

function requireRun(info: Info): { workflowId: string; runId: string } {
  if (info.workflowExecution) return info.workflowExecution;
  throw ApplicationFailure.nonRetryable(
    'This activity reads the history of a workflow and was started without one.',
    FAILURE.invalidAgent,
  );
}

function sizeOf({ recording }: CachedRun): number {
  return Math.max(1, recording.bytes);
}

/** Retryable: the server does hold the event that started this very activity. */
function notScheduled(activityId: string): ApplicationFailure {
  return ApplicationFailure.retryable(
    `The history does not show the scheduling of \`${activityId}\`.`,
    FAILURE.transcriptGap,
  );
}
