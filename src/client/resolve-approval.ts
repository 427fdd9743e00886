/** Sends a person's answer. A try that was lost on the way is made again, under an Update id of its own but as the same answer. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ServiceError, WorkflowUpdateRPCTimeoutOrCancelledError, type WorkflowHandle } from '@temporalio/client';
import { RESOLVE_APPROVAL_UPDATE, type ApprovalAnswer, type ApprovalResult } from '../common/approval';
import { GRPC, statusOf } from './grpc-status';

/** A server that restarts is back within seconds; more tries are the caller's. */
const MAX_TRIES = 4;

/** Wait before the second try, doubled before each further one. */
const FIRST_WAIT_MS = 250;

/** Statuses after which nobody knows whether the answer was taken. `internal` also stands for an Update id gone bad. */
const LOST: ReadonlySet<number | undefined> = new Set<number>([
  GRPC.unavailable,
  GRPC.deadlineExceeded,
  GRPC.aborted,
  GRPC.internal,
]);

/** Answers a question. The run takes an `answerId` once, so that further tries can't decide anything else. */
export async function resolveApproval(
  handle: Pick<WorkflowHandle, 'executeUpdate'>,
  answer: ApprovalAnswer,
): Promise<ApprovalResult> {
  const args: [ApprovalAnswer] = [{ answerId: randomUUID(), ...answer }];
  for (let tries = 1; ; tries++) {
    try {
      return await handle.executeUpdate<ApprovalResult, [ApprovalAnswer]>(RESOLVE_APPROVAL_UPDATE, { args });
    } catch (error) {
      if (tries === MAX_TRIES || !isLost(error)) throw error;
      await pause(FIRST_WAIT_MS * 2 ** (tries - 1));
    }
  }
}

function isLost(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  return error instanceof ServiceError && LOST.has(statusOf(error.cause));
}
