/** What tests of approvals share: scripts that ask for a payment, and a person who looks and answers. */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { ApprovalAnswer, OpenApproval, Run } from '../../src/client';
import { say, use, type SimulatedRequest } from '../../src/testing';

/** The ask of every run. */
export const GO = { prompt: 'Go.' };

/** Claude wants to pay, then says that it is done. */
export const script = (cents: number) => [use('pay', { cents }, { text: 'They want it back.' }), say('Done.')];

/** Each look is a query that the worker has to answer, beside its work. */
const LOOK_AGAIN_MS = 100;

/** What the run asks, once it asks; nothing where it ends before. A worker that is too busy to answer is asked again. */
export async function asked(run: Run, count = 1): Promise<readonly OpenApproval[]> {
  let isOver = false;
  const end = (): void => void (isOver = true);
  run.result().then(end, end);
  while (!isOver) {
    const open = await run.approvals().catch((error: unknown) => {
      if (!String(error).includes('did not answer')) throw error;
      return [];
    });
    if (open.length >= count) return open;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return [];
}

/** The lead's yes. */
export const yes = ({ approvalId, argsHash }: OpenApproval, more: Partial<ApprovalAnswer> = {}): ApprovalAnswer => ({
  ...{ approvalId, argsHash, decision: 'approve', approver: 'lead' },
  ...more,
});

/** Why an answer was refused. */
export async function refusalOf(answering: Promise<unknown>): Promise<string> {
  const error: unknown = await answering.then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  );
  return error instanceof WorkflowUpdateFailedError ? String(error.cause?.message) : String(error);
}

/** The results that Claude was told last. */
export const resultsIn = (request: SimulatedRequest | undefined): readonly { content?: unknown }[] =>
  (request?.body.messages.at(-1)?.content ?? []) as readonly { content?: unknown }[];

/** The same as one text. */
export const resultIn = (request: SimulatedRequest | undefined): string => JSON.stringify(resultsIn(request));
