/** Finds out which run is meant, and what the server knows about it beside its history. */
import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { answer } from './server-answer';

/** One run of a workflow, by both its ids. */
export interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/** What only the server's description tells. */
export interface DescribedExecution extends Execution {
  /** As the server counts it; undefined where it does not say. */
  readonly historyBytes?: number;
  /** All of them, workflow tasks included. */
  readonly historyEvents?: number;
  /** Activities that are under way: their start is written to history only when they end. */
  readonly pending: ReadonlyMap<string, PendingActivity>;
}

/** What is known of an activity before it ends. */
export interface PendingActivity {
  readonly attempt: number;
  readonly heartbeat?: Payload;
}

/** Finds a run; without a run id the latest one of the workflow. Throws `WorkflowNotFoundError`. */
export async function findExecution(client: Client, workflowId: string, runId?: string): Promise<DescribedExecution> {
  const { namespace } = client.options;
  const asked = { namespace, workflowId, ...(runId && { runId }) };
  const described = await answer(asked, () =>
    client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId, runId: runId ?? '' } }),
  );
  const info = described.workflowExecutionInfo;
  const historyBytes = Number(info?.historySizeBytes?.toString() ?? 0);
  const historyEvents = Number(info?.historyLength?.toString() ?? 0);
  return {
    workflowId,
    runId: info?.execution?.runId ?? runId ?? '',
    ...(historyBytes > 0 && { historyBytes }),
    ...(historyEvents > 0 && { historyEvents }),
    pending: new Map(
      (described.pendingActivities ?? []).map(({ activityId, attempt, heartbeatDetails }) => {
        const heartbeat = heartbeatDetails?.payloads?.[0];
        return [activityId ?? '', { attempt: attempt ?? 1, ...(heartbeat && { heartbeat }) }];
      }),
    ),
  };
}
