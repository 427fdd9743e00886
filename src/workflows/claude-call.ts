/** Schedules one `callClaude` activity, under the id that history is read by. */
import { ActivityCancellationType, scheduleActivity, workflowInfo } from '@temporalio/workflow';
import { formatActivityId, type CallId } from '../common/activity-id';
import { CALL_ACTIVITY, formatOfCall, type CallInput, type CallResult } from '../common/wire';
import type { Agent } from './agent';
import { shownWhileParked } from './parked-calls';
import { callSummary } from './summary';

/** A reply of 128,000 tokens takes this long on a slow day; silence is noticed much earlier, by the watchdog. */
const MAX_CALL_DURATION = '30 minutes';

/** Waits between attempts; the activity itself counts them and says which is the last. */
const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' } as const;

/** Asks Claude once. Throws what the activity throws, when it has given up. */
export function scheduleCall(
  agent: Agent<unknown>,
  id: CallId,
  input: Omit<CallInput, 'v'>,
  label: string,
  messages: number,
): Promise<CallResult> {
  const { priority } = workflowInfo();
  const activityId = formatActivityId(id);
  const call = scheduleActivity<CallResult>(CALL_ACTIVITY, [{ v: formatOfCall(input), ...input }], {
    activityId,
    summary: callSummary(label, id.turn, messages),
    startToCloseTimeout: MAX_CALL_DURATION,
    heartbeatTimeout: agent.heartbeatTimeoutMs,
    retry: RETRY,
    ...(agent.claudeTaskQueue !== undefined && { taskQueue: agent.claudeTaskQueue }),
    // The server would apply it anyway, but tells an activity only what stands here: the tenant is read from it.
    ...(priority?.fairnessKey && { priority }),
    // Explicit, since the default leaves a call running and unaccounted when the run is cancelled.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return shownWhileParked(activityId, `${label} t${id.turn}`, call);
}
