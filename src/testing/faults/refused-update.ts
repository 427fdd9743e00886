/**
 * An update that a run refuses while one of its steps is under way. The server shows events of its workflow task for as long
 * as that is open, and they never become history: their numbers go to others. Who took them for history misses those.
 */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { TASK } from './report';
import type { Scene, Struck } from './strike';

/** Handled by no workflow. */
const UPDATE = 'noSuchUpdate';

/**
 * Resolves when the task is held. It ends when the step has, and the step is reported after that. Until then the step has to
 * be silent: a heartbeat would make the server write the events.
 */
export async function refuseUpdate({ client, run, report }: Scene): Promise<Struck> {
  const task = run.hold(({ activity, moment }) => activity === TASK && moment === 'during');
  const step = run.hold(({ activityId, moment }) => activityId === report.activityId && moment === 'after');
  const refused = client.temporal.workflow
    .getHandle(run.id)
    .executeUpdate(UPDATE)
    .then(failNow, requireRefusal)
    .finally(step.release);
  void step.reached.then(task.release);
  refused.catch(() => undefined); // whoever waits for the proof hears of it
  await Promise.race([task.reached, refused]);
  return { order: 'mute', proof: refused };
}

function failNow(): never {
  throw new Error('An update was taken that no workflow handles.');
}

function requireRefusal(error: unknown): string {
  if (error instanceof WorkflowUpdateFailedError) return 'an update was refused meanwhile';
  throw error;
}
