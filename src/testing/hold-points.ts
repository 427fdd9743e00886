/**
 * Stops a worker at an exact place, so that a test or a demo can look at the world and then kill it there: an activity
 * interceptor that asks its parent process before, during and after each activity.
 */
import { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';

/** Where a worker is. `during`: the activity has been started and not ended; `after`: it has ended and not been reported. */
export interface Place {
  readonly moment: 'before' | 'during' | 'after';
  readonly activity: string;
  readonly activityId: string;
  readonly workflowId: string;
  readonly attempt: number;
  readonly pid: number;
}

/** Nobody hears of the attempt before it ends. */
function mute(attempt: Context): void {
  Object.defineProperty(attempt, 'heartbeat', { value: () => undefined });
}

/** The interceptor; `reach` resolves when the worker may go on, with `mute` if the attempt shall send no heartbeats. */
export function holdPoints(
  reach: (place: Place & { readonly runId: string }) => Promise<unknown>,
): ActivityInterceptorsFactory {
  return ({ info }) => {
    const at = (moment: Place['moment']): Promise<unknown> => {
      const { activityType: activity, activityId, attempt, workflowExecution } = info;
      return reach({
        moment,
        activity,
        activityId,
        workflowId: workflowExecution?.workflowId ?? '',
        runId: workflowExecution?.runId ?? '',
        attempt,
        pid: process.pid,
      });
    };
    const inbound: ActivityInboundCallsInterceptor = {
      async execute(input, next) {
        if ((await at('before')) === 'mute') mute(Context.current());
        const running = next(input);
        running.catch(() => undefined); // observed below; a rejection in between is no accident of the process
        await at('during');
        const result = await running;
        await at('after');
        return result;
      },
    };
    return { inbound };
  };
}
