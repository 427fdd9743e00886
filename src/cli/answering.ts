/** Sends a person's answer for the commands, and gives the run's own words where it refuses. */
import { readFileSync } from 'node:fs';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { signApproval, type ApprovalAnswer, type OpenApproval, type Run } from '../client/index';

/** Answers a question, signed where it asks for that. Throws the run's reason where it does not take the answer. */
export async function answered(
  run: Run,
  question: OpenApproval,
  said: Pick<ApprovalAnswer, 'decision' | 'approver' | 'comment' | 'args'>,
  privateKey: string | undefined,
): ReturnType<Run['resolveApproval']> {
  const { approvalId, argsHash, signing } = question;
  const answer = { approvalId, argsHash, ...said };
  try {
    return await run.resolveApproval(signing && privateKey ? signApproval(question, answer, privateKey) : answer);
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause) throw error.cause;
    throw error;
  }
}

/** The private key in a file; undefined without one. */
export function keyIn(file: string | undefined): string | undefined {
  return file === undefined ? undefined : readFileSync(file, 'utf8');
}
