/** Finds runs: by Temporal's list filter, with what their search attributes say where they have any. */
import type { Client } from '@temporalio/client';
import {
  DW_COST_USD,
  DW_KIND,
  DW_MODEL,
  DW_NEEDS_PERSON,
  DW_OUTCOME,
  DW_STAGE,
  DW_TURNS,
} from '../common/search-attributes';
import { detailsOf } from './grpc-status';

/** One run as the server's visibility tells it, which may lag behind by seconds. */
export interface ListedRun {
  readonly id: string;
  readonly runId: string;
  readonly type: string;
  /** In lower case, such as `running`. */
  readonly status: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly closedAt?: string;
  readonly kind?: string;
  readonly stage?: string;
  readonly outcome?: string;
  readonly model?: string;
  readonly needsPerson?: boolean;
  readonly costUsd?: number;
  readonly turns?: number;
}

/** Which runs. */
export interface ListOptions {
  /** Temporal's list filter, such as `ExecutionStatus = "Running" AND DwNeedsPerson = true`. Default: all. */
  readonly query?: string;
  /** Default 50. */
  readonly limit?: number;
}

/** What a person looks through. */
const DEFAULT_LIMIT = 50;

/** The newest runs first. Throws where the server refuses the query, with its words. */
export async function listRuns(
  client: Client,
  { query = '', limit = DEFAULT_LIMIT }: ListOptions = {},
): Promise<readonly ListedRun[]> {
  const runs: ListedRun[] = [];
  try {
    for await (const info of client.workflow.list({ query, pageSize: limit })) {
      if (runs.length === limit) break;
      runs.push(listed(info));
    }
  } catch (error) {
    const { cause } = error as { readonly cause?: unknown }; // Temporal wraps what gRPC said
    throw new Error(`The runs can't be listed by \`${query}\`: ${detailsOf(cause ?? error)}.`, { cause: error });
  }
  return runs;
}

type Info = ReturnType<Client['workflow']['list']> extends AsyncIterable<infer I> ? I : never;

function listed({ workflowId, runId, type, status, startTime, closeTime, typedSearchAttributes }: Info): ListedRun {
  const told = {
    kind: typedSearchAttributes.get(DW_KIND),
    stage: typedSearchAttributes.get(DW_STAGE),
    outcome: typedSearchAttributes.get(DW_OUTCOME),
    model: typedSearchAttributes.get(DW_MODEL),
    needsPerson: typedSearchAttributes.get(DW_NEEDS_PERSON),
    costUsd: typedSearchAttributes.get(DW_COST_USD),
    turns: typedSearchAttributes.get(DW_TURNS),
  };
  return {
    ...{ id: workflowId, runId, type, status: status.name.toLowerCase().replaceAll('_', ' ') },
    startedAt: startTime.toISOString(),
    ...(closeTime && { closedAt: closeTime.toISOString() }),
    ...(Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Partial<ListedRun>), // same keys, fewer
  };
}
