/**
 * A call whose tool or agent is disabled until further notice. It waits as an attempt that did nothing and is tried again:
 * that costs no history however long it lasts, and whatever starts it at last is still the same call. Its run is told when
 * it begins to wait and when it goes on, so that people see it.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../common/failure-type';
import { NO_COST, FORMAT } from '../common/wire';
import { PARKED_SIGNAL, type Disabled, type ParkedCall } from '../common/switches';
import type { Attempts } from './attempts';
import { requireRun } from './run-events';

/** The first look is for switches that are off for a moment. */
const FIRST_LOOK_MS = 2_000;

/** From `dw enable` to the last call that goes on. A thousand waiting calls are 17 attempts a second. */
const LAST_LOOK_MS = 60_000;

/** Waits: throws the failure after which Temporal tries again. */
export async function park(disabled: Disabled, attempts: Attempts): Promise<never> {
  const { kind, name, by, reason } = disabled;
  const { attempt } = Context.current().info;
  if (!attempts.isParked) await tell({ kind, name, by, reason }, attempts);
  attempts.park();
  throw ApplicationFailure.create({
    type: FAILURE.disabled,
    message: `The ${kind} \`${name}\` is disabled by ${by}: ${reason} This call waits until it is enabled.`,
    details: [NO_COST],
    nextRetryDelay: Math.min(FIRST_LOOK_MS * 2 ** (attempt - 1), LAST_LOOK_MS),
  });
}

/** The call goes on, if it waited at all. */
export async function unpark(attempts: Attempts): Promise<void> {
  if (!attempts.isParked) return;
  await tell(undefined, attempts);
  attempts.unpark();
}

async function tell(disabled: ParkedCall['disabled'], attempts: Attempts): Promise<void> {
  const { info, client } = Context.current();
  const { workflowId, runId } = requireRun(info.workflowExecution);
  const told: ParkedCall = { v: FORMAT, activityId: info.activityId, ...(disabled && { disabled }) };
  try {
    await client.workflow.getHandle(workflowId, runId).signal(PARKED_SIGNAL, told);
  } catch (error) {
    attempts.waive(); // it did nothing, and tells again
    throw error;
  }
}
