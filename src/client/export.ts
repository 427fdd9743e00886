/** Everything that is known of a run in one document, for when the server's retention ends. */
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { Decode } from '../common/recording';
import { conversationsOf, type Conversation } from './conversations';
import { findExecution } from './execution';
import { readHistory, type HistoryEvent } from './history-pages';
import { ledgerOf, type Ledger } from './ledger';

/** Version of the document's shape. */
const EXPORT_VERSION = 1;

/** One run, whole. */
export interface ExportedRun {
  readonly v: number;
  readonly exportedAt: string;
  readonly ledger: Ledger;
  readonly transcript: readonly Conversation[];
  /** The history as Temporal's tools read and replay it; payloads as the server stores them. */
  readonly history: unknown;
}

/** Exports a run; without a run id the latest one of the workflow. All of its history is held in memory. */
export async function exportRun(
  client: Client,
  decode: Decode,
  workflowId: string,
  runId?: string,
): Promise<ExportedRun> {
  const execution = await findExecution(client, workflowId, runId);
  const events: HistoryEvent[] = [];
  for await (const event of readHistory(client, execution, { whole: true })) events.push(event);
  return {
    v: EXPORT_VERSION,
    exportedAt: new Date().toISOString(),
    ledger: await ledgerOf(told(events), execution, decode),
    transcript: await conversationsOf(told(events), decode),
    history: JSON.parse(historyToJSON({ events })) as unknown,
  };
}

/** As what reads histories takes them. */
async function* told(events: readonly HistoryEvent[]): AsyncGenerator<HistoryEvent> {
  yield* events;
}
