/** What an operator does to a run with Temporal's own tools, while one of its activities is under way. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../client';
import { readHistory, type HistoryEvent } from '../../client/history-pages';
import type { FaultKind } from './fault';
import type { FaultRun } from './fault-run';
import type { Report } from './report';

/** The faults that are an operator's. */
export type Operation = Extract<FaultKind, 'pause' | 'resetActivity' | 'resetWorkflow' | 'cancel'>;

interface Scene {
  readonly client: Client;
  readonly run: FaultRun;
  readonly report: Report;
}

/** Long enough for a paused activity to notice. */
const PAUSED_MS = 500;

/** Does it; what the server answered is the proof, and an error is thrown. */
export async function operate(operation: Operation, scene: Scene): Promise<string> {
  await OPERATIONS[operation](scene);
  return `the server took \`${operation}\``;
}

const OPERATIONS: Readonly<Record<Operation, (scene: Scene) => Promise<void>>> = {
  async pause(scene) {
    const { service, request } = activityOf(scene);
    await service.pauseActivity(request);
    void pause(PAUSED_MS)
      .then(() => service.unpauseActivity({ ...request, resetAttempts: true }))
      .catch(() => undefined); // it has ended meanwhile
  },
  async resetActivity(scene) {
    const { service, request } = activityOf(scene);
    await service.resetActivity(request); // with `resetHeartbeat` the server forgets what its attempts may have cost
  },
  /** To the last workflow task before the activity was scheduled: what the run has done since is done again. */
  async resetWorkflow({ client, report }) {
    const { workflowId, runId } = report;
    let finished: HistoryEvent['eventId'];
    for await (const event of readHistory(client.temporal, { workflowId, runId }, { whole: true })) {
      if (event.activityTaskScheduledEventAttributes?.activityId === report.activityId) break;
      if (event.workflowTaskCompletedEventAttributes) finished = event.eventId;
    }
    await client.temporal.workflowService.resetWorkflowExecution({
      ...{ namespace: client.temporal.options.namespace, workflowExecution: { workflowId, runId } },
      ...{ requestId: randomUUID(), reason: 'the fault kit' },
      ...(finished && { workflowTaskFinishEventId: finished }),
    });
  },
  async cancel({ client, run }) {
    await client.temporal.workflow.getHandle(run.id).cancel();
  },
};

/** Temporal's client has these calls only as raw requests. */
function activityOf({ client, report: { workflowId, runId, activityId } }: Scene) {
  const { workflowService: service, options } = client.temporal;
  return { service, request: { namespace: options.namespace, execution: { workflowId, runId }, id: activityId } };
}
