/**
 * Holds a call against the decision to make it as history has it: Claude's reply, and a person's answer where one was asked.
 * What the activity is told could have been changed on its way, by a bug in workflow code or an interceptor, so none of it
 * counts here but the id that the server keeps. Nothing runs that nobody decided, and nothing on a yes that nobody gave.
 */
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure, type Payload } from '@temporalio/common';
import { formatActivityId, parseActivityId, type ToolCallId } from '../common/activity-id';
import { RESOLVE_APPROVAL_UPDATE, type ApprovalAnswer, type ApprovalResult, type Approved } from '../common/approval';
import { FAILURE } from '../common/failure-type';
import { payloadDecoder } from '../common/payload-decoding';
import type { Decode } from '../common/recording';
import type { CallResult, ToolCall, ValidatedCall } from '../common/wire';
import { eventNumber, eventsSince, requireRun, type Execution, type RunEvent } from './run-events';

/** An answer that the run took, and what became of it. */
interface Recorded {
  readonly answer: ApprovalAnswer;
  readonly result: ApprovalResult;
}

type Proposed = Exclude<ValidatedCall, { problem: string }>;

/** One turn: the events since Claude was asked, and the event that asked. */
interface Turn {
  readonly askedAt: number;
  readonly events: readonly RunEvent[];
}

/**
 * Throws `ArgumentsChanged` unless history holds the decision to call this tool with arguments of this hash: Claude asked
 * for just that, and a person whom the run asked said yes to just that. Reads no more than the events of the call's turn.
 */
export async function requireDecision(tool: string, { hash, approved }: ToolCall): Promise<void> {
  const { info, client } = Context.current();
  const id = parseActivityId(info.activityId);
  if (id?.kind !== 'tool') throw undecided(`\`${info.activityId}\` is not the id of a call`);
  const { workflowId, runId } = requireRun(info.workflowExecution);
  const execution = { namespace: info.workflowNamespace ?? info.namespace, workflowId, runId };
  const decode = payloadDecoder(client.options.loadedDataConverter);
  const approvalId = formatActivityId({ ...id, scheduling: 0 }); // after a fenced no it runs under a later one
  const turn = await turnOf(client, execution, id);
  const proposed = await proposalOf(turn, id, tool, decode);
  if (!proposed || 'problem' in proposed) throw undecided('Claude did not ask for it');
  const [first] = await answersTo(approvalId, turn.events, decode);
  const problem = first ? approvalProblem(first, hash, approved) : unaskedProblem(proposed, hash, approved);
  if (problem !== undefined) throw undecided(problem);
}

/** A person's answer stands in the place of what Claude asked for, whatever the call says of it. */
function approvalProblem({ answer, result }: Recorded, hash: string, approved?: Approved): string | undefined {
  if (result.decision !== 'approve') return `the answer was ${result.decision}`;
  if (approved && approved.approvalId !== result.approvalId) return `\`${approved.approvalId}\` is another call`;
  if (approved && approved.approver !== answer.approver) return `it was \`${answer.approver}\` who approved it`;
  return result.argsHash === hash ? undefined : 'other arguments were approved';
}

function unaskedProblem(proposed: Proposed, hash: string, approved?: Approved): string | undefined {
  if (approved) return 'history holds no answer to it';
  if (proposed.asks) return 'every call of the tool needs a yes, and history holds no answer to it';
  return proposed.hash === hash ? undefined : 'Claude asked for it with other arguments';
}

async function turnOf(client: Client, execution: Execution, { agent, agentNumber, turn }: ToolCallId): Promise<Turn> {
  let askedAt = 0;
  const events = await eventsSince(client, execution, (event) => {
    const id = parseActivityId(event.activityTaskScheduledEventAttributes?.activityId ?? '');
    const isAsked = id?.kind === 'call' && id.agent === agent && id.agentNumber === agentNumber && id.turn === turn;
    if (isAsked) askedAt = eventNumber(event);
    return isAsked;
  });
  return { askedAt, events };
}

/** What Claude's reply has at the place of a call, as it was validated. */
async function proposalOf(
  { askedAt, events }: Turn,
  { position, toolUseId }: ToolCallId,
  tool: string,
  decode: Decode,
): Promise<ValidatedCall | undefined> {
  const replied = events.find(
    (event) => Number(event.activityTaskCompletedEventAttributes?.scheduledEventId) === askedAt,
  );
  const [payload] = replied?.activityTaskCompletedEventAttributes?.result?.payloads ?? [];
  if (!payload) return undefined;
  const { content, calls } = (await decode(payload)) as CallResult; // wire seam: `callClaude` returned it
  const use = content.filter(({ type }) => type === 'tool_use')[position];
  return use?.['name'] === tool && use['id'] === toolUseId ? calls[position] : undefined;
}

/** Answers to one call that the run took, in their order; those that it refused are not among them. */
async function answersTo(
  approvalId: string,
  events: readonly RunEvent[],
  decode: Decode,
): Promise<readonly Recorded[]> {
  const accepted = new Map<number, ApprovalAnswer>();
  const admitted = new Map<string, Payload | undefined>();
  const answers: Recorded[] = [];
  for (const event of events) {
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

function undecided(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `This call is not the one that was decided: ${why}. Nothing was run.`,
    FAILURE.argumentsChanged,
  );
}
