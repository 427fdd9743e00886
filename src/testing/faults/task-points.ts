/**
 * Hold points around workflow tasks. Temporal has interceptors for activities only, so this wraps the two calls between
 * its worker and its core: the one that receives a task and the one that reports its end.
 */
import { coresdk } from '@temporalio/proto';
import type { Worker } from '@temporalio/worker';
import { TASK, type Reach, type Report } from './report';

type Task = Omit<Report, 'moment'>;

/** Reports each new workflow task of a worker that does not run yet; replays and queries are none. */
export function addTaskPoints(worker: Worker, reach: Reach): void {
  const native = worker['nativeWorker']; // no interceptor comes here
  const workflowIds = new Map<string, string>();
  const open = new Map<string, Task>();
  const poll = native.pollWorkflowActivation;
  const complete = native.completeWorkflowActivation;

  native.pollWorkflowActivation = async () => {
    const buffer = await poll();
    const activation = coresdk.workflow_activation.WorkflowActivation.decode(new Uint8Array(buffer));
    const task = taskOf(activation, workflowIds);
    if (task) {
      open.set(task.runId, task);
      await reach({ ...task, moment: 'before' });
    }
    return buffer;
  };
  native.completeWorkflowActivation = async (buffer) => {
    const { runId } = coresdk.workflow_completion.WorkflowActivationCompletion.decodeDelimited(new Uint8Array(buffer));
    const task = open.get(runId ?? '');
    open.delete(runId ?? '');
    if (task) await reach({ ...task, moment: 'during' });
    await complete(buffer);
    if (task) await reach({ ...task, moment: 'after' });
  };
}

function taskOf(
  { runId, jobs, isReplaying, historyLength }: coresdk.workflow_activation.IWorkflowActivation,
  workflowIds: Map<string, string>,
): Task | undefined {
  const started = jobs?.find(({ initializeWorkflow }) => initializeWorkflow)?.initializeWorkflow;
  if (started) workflowIds.set(runId ?? '', started.workflowId ?? '');
  const isTask = !isReplaying && jobs?.some(({ removeFromCache, queryWorkflow }) => !removeFromCache && !queryWorkflow);
  if (!isTask) return undefined;
  return {
    ...{ activity: TASK, activityId: String(historyLength), attempt: 1, pid: process.pid },
    ...{ runId: runId ?? '', workflowId: workflowIds.get(runId ?? '') ?? '' },
  };
}
