/** What an operator does who sends a run back: `temporal workflow reset`, without the signals that came since. */
import { temporal } from '@temporalio/proto';
import type Long from 'long';
import type { Run } from '../../src/client';
import { historyOf, type RawEvent } from './history';
import type { Lab } from './lab';

/** Picks the workflow task to go back to. */
export type TaskIn = (events: readonly RawEvent[]) => Long;

let resets = 0;

/** Resets this very run, whether or not it is the latest one under its id, and returns the new run. */
export async function resetRun(lab: Lab, run: Run, taskIn: TaskIn): Promise<Run> {
  const { runId } = await lab.client.temporal.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: run.id, runId: run.runId },
    workflowTaskFinishEventId: taskIn(await historyOf(lab, run.id, run.runId)),
    requestId: `reset ${++resets} of ${run.id}`,
    reason: 'a test',
    resetReapplyExcludeTypes: [temporal.api.enums.v1.ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL],
  });
  return lab.client.run(run.id, runId);
}

/** The last workflow task that completed before the activity was scheduled. */
export const taskBefore =
  (activity: string): TaskIn =>
  (events) => {
    const at = events.findIndex(
      ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name === activity,
    );
    const tasks = events
      .slice(0, at < 0 ? undefined : at)
      .filter((event) => event.workflowTaskCompletedEventAttributes);
    return tasks.at(-1)!.eventId!;
  };

/** The first one, before anybody asked Claude. */
export const firstTask: TaskIn = (events) =>
  events.find((event) => event.workflowTaskCompletedEventAttributes)!.eventId!;
