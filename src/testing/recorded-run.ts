/**
 * Runs as they were recorded: out of the files that `dw export` and Temporal's own tools write, or from a server. What
 * replays them or asks anew about them takes both alike.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { historyFromJSON, type History } from '@temporalio/common/lib/proto-utils';
import { readHistory, type HistoryEvent } from '../client/history-pages';
import type { Client, Conversation, ExportedRun, ListOptions } from '../client/index';

/** One run: its whole history, and what its conversations were when it was exported. */
export interface RecordedRun {
  readonly workflowId: string;
  readonly history: History;
  readonly transcript?: readonly Conversation[];
}

/** Reads a run from a file of `dw export`, or from a history in Temporal's JSON. Throws for other files, and for a history with gaps. */
export async function readRecordedRun(file: string): Promise<RecordedRun> {
  try {
    return recordedRunOf(JSON.parse(await readFile(file, 'utf8')), basename(file, '.json'));
  } catch (cause) {
    throw new Error(`\`${file}\` holds no run: ${(cause as Error).message}`, { cause });
  }
}

/** The same from what stands in such a file. */
export function recordedRunOf(document: unknown, name: string): RecordedRun {
  const { ledger, transcript, history = document } = document as Partial<ExportedRun>; // whatever is wrong shows below
  const read = historyFromJSON(history);
  requireWhole(read.events ?? []);
  return {
    workflowId: ledger?.workflowId ?? startOf(read)?.workflowId ?? name,
    history: read,
    ...(transcript && { transcript }),
  };
}

/** The runs that a list filter finds, newest first; each one's history is held in memory while it is looked at. */
export async function* recordedRuns(client: Client, options: ListOptions): AsyncGenerator<RecordedRun> {
  for (const { id: workflowId, runId } of await client.list(options)) {
    const events: HistoryEvent[] = [];
    for await (const event of readHistory(client.temporal, { workflowId, runId }, { whole: true })) events.push(event);
    yield { workflowId, history: { events } };
  }
}

/** The type of a run's workflow. */
export function workflowTypeOf({ history }: RecordedRun): string {
  return startOf(history)?.workflowType?.name ?? '';
}

/** Temporal's replay never ends on a history without its start. */
function requireWhole(events: readonly HistoryEvent[]): void {
  if (!events[0]?.workflowExecutionStartedEventAttributes?.originalExecutionRunId)
    throw new TypeError("its history does not begin with the workflow's start.");
  const gap = events.findIndex(({ eventId }, index) => Number(eventId?.toString()) !== index + 1);
  if (gap >= 0) throw new TypeError(`event ${gap + 1} of its history is missing.`);
}

function startOf({ events }: History) {
  return events?.[0]?.workflowExecutionStartedEventAttributes;
}
