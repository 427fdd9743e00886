/**
 * Holds a call that a person approved against the answer as history has it: what the activity is told could have been
 * changed on its way, by a bug in workflow code or an interceptor. Nothing runs on a yes that nobody recorded.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure, type Payload } from '@temporalio/common';
import { formatActivityId, parseActivityId } from '../common/activity-id';
import { RESOLVE_APPROVAL_UPDATE, type ApprovalAnswer, type ApprovalResult, type Approved } from '../common/approval';
import { FAILURE } from '../common/failure-type';
import { payloadDecoder } from '../common/payload-decoding';
import type { Decode } from '../common/recording';
import { eventNumber, eventsOf, requireRun, type RunEvent } from './run-events';

/** An answer that the run took, and what became of it. */
interface Recorded {
  readonly answer: ApprovalAnswer;
  readonly result: ApprovalResult;
}

/** Throws `ArgumentsChanged` unless history holds a yes to this very call with arguments of this hash. */
export async function requireApproval(approved: Approved, hash: string): Promise<void> {
  const { info, client } = Context.current();
  const { workflowId, runId } = requireRun(info.workflowExecution);
  const { approvalId, approver } = approved;
  if (approvalId !== firstScheduling(info.activityId)) throw unapproved(`\`${approvalId}\` is another call`);
  const execution = { namespace: info.workflowNamespace ?? info.namespace, workflowId, runId };
  const decode = payloadDecoder(client.options.loadedDataConverter);
  const [first] = await answersTo(approvalId, eventsOf(client, execution), decode);
  if (!first) throw unapproved('history holds no answer to it');
  if (first.result.decision !== 'approve') throw unapproved(`the answer was ${first.result.decision}`);
  if (first.answer.approver !== approver) throw unapproved(`it was \`${first.answer.approver}\` who approved it`);
  if (first.result.argsHash !== hash) throw unapproved('other arguments were approved');
}

/** Answers to one call that the run took, in their order; those that it refused are not among them. */
async function answersTo(
  approvalId: string,
  events: AsyncIterable<RunEvent>,
  decode: Decode,
): Promise<readonly Recorded[]> {
  const accepted = new Map<number, ApprovalAnswer>();
  const admitted = new Map<string, Payload | undefined>();
  const answers: Recorded[] = [];
  for await (const event of events) {
    const reapplied = event.workflowExecutionUpdateAdmittedEventAttributes?.request; // after a reset
    if (reapplied) admitted.set(reapplied.meta?.updateId ?? '', reapplied.input?.args?.payloads?.[0]);
    const accepting = event.workflowExecutionUpdateAcceptedEventAttributes;
    if (accepting) {
      const request = accepting.acceptedRequest ?? undefined;
      const isOurs = request === undefined || request.input?.name === RESOLVE_APPROVAL_UPDATE;
      const payload = request?.input?.args?.payloads?.[0] ?? admitted.get(accepting.protocolInstanceId ?? '');
      if (isOurs && payload) accepted.set(eventNumber(event), (await decode(payload)) as ApprovalAnswer); // wire seam
    }
    const completed = event.workflowExecutionUpdateCompletedEventAttributes;
    const answer = accepted.get(Number(completed?.acceptedEventId));
    const [success] = completed?.outcome?.success?.payloads ?? [];
    if (answer?.approvalId !== approvalId || !success) continue;
    answers.push({ answer, result: (await decode(success)) as ApprovalResult }); // wire seam
  }
  return answers;
}

/** What a person was asked about is the call; after a fenced no it runs under a later scheduling. */
function firstScheduling(activityId: string): string {
  const id = parseActivityId(activityId);
  return id?.kind === 'tool' ? formatActivityId({ ...id, scheduling: 0 }) : activityId;
}

function unapproved(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `This call is not the one that a person approved: ${why}. Nothing was run.`,
    FAILURE.argumentsChanged,
  );
}
