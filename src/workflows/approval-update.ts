/** The Update that answers a question, and the query that tells what is asked: the only way in for a person's decision. */
import { defineQuery, defineUpdate, scheduleActivity, setHandler, workflowInfo } from '@temporalio/workflow';
import {
  APPROVALS_QUERY,
  CHECK_ACTIVITY,
  RESOLVE_APPROVAL_UPDATE,
  type ApprovalAnswer,
  type ApprovalResult,
  type CheckInput,
  type CheckResult,
  type OpenApproval,
} from '../common/approval';
import { signatureProblem, type SigningScope } from '../common/approval-signature';
import { canonicalJson, hashOf } from '../common/canonical-json';
import type { JsonObject } from '../common/json';
import { FORMAT } from '../common/wire';
import { readAnswer } from './approval-answer';
import { openQuestions, refused, requireOpen, type Edited, type Open } from './open-approvals';
import { oneLine } from './summary';

/** An answer that was taken; sent again it is the same answer. */
interface Taken {
  readonly answer: string;
  readonly result: Promise<ApprovalResult>;
}

/** Checking takes milliseconds. */
const CHECK_TIMEOUT = '30 seconds';

const resolveApproval = defineUpdate<ApprovalResult, [ApprovalAnswer]>(RESOLVE_APPROVAL_UPDATE);
const approvals = defineQuery<readonly OpenApproval[]>(APPROVALS_QUERY);
const taken = new Map<string, Taken>();
const nonces = new Set<string>();
let checks = 0;

/** Takes answers, and tells what is asked, in this run. */
export function takeApprovals(): void {
  setHandler(approvals, () => openQuestions().map(told), {
    description: 'The calls that wait for a person: what Claude wants to do, with which arguments, and until when.',
  });
  setHandler(resolveApproval, resolve, {
    description:
      'Answers one of them. One object: {"approvalId":"…","decision":"approve" or "deny","argsHash":"…","approver":"…"}, as the query `approvals` gives them; "comment" is told to Claude, "args" runs the tool with other arguments.',
    validator: requireAnswerable,
  });
}

function told({ asked, keys }: Open): OpenApproval {
  return keys.size > 0 ? { ...asked, signing: scope() } : asked;
}

/** Read when somebody asks or answers and not when the question arises: a reset makes it another run. */
function scope(): SigningScope {
  const { namespace, workflowId, firstExecutionRunId: firstRunId, runId } = workflowInfo();
  return { namespace, workflowId, firstRunId, runId };
}

/** The same answer once more is the same answer: whoever sent it may not have heard that it was taken. */
function resolve(answer: ApprovalAnswer): Promise<ApprovalResult> {
  const { answerId } = answer;
  const again = answerId === undefined ? undefined : taken.get(answerId);
  if (again) return again.result;
  const result = decide(answer);
  if (answerId !== undefined) taken.set(answerId, { answer: spelled(answer), result });
  return result;
}

/** The first valid answer counts; changed arguments are checked first, and leave the question open where they are wrong. */
async function decide({
  approvalId,
  decision,
  approver,
  comment,
  args,
  signed,
}: ApprovalAnswer): Promise<ApprovalResult> {
  const entry = requireFree(approvalId);
  if (signed) nonces.add(signed.statement.nonce);
  const said = { approver, ...(comment !== undefined && { comment }) };
  const { argsHash } = entry.asked;
  if (decision === 'deny' || args === undefined) {
    entry.verdict = { decision, ...said };
    return { approvalId, decision, argsHash };
  }
  const edited = await checked(entry, approver, args);
  if (requireOpen(approvalId) !== entry) throw refused(`\`${approvalId}\` was handed on meanwhile. Answer again.`);
  entry.verdict = { decision, ...said, ...(edited.argsHash !== argsHash && { edited }) };
  return { approvalId, decision, argsHash: edited.argsHash };
}

async function checked(entry: Open, approver: string, args: JsonObject): Promise<Edited> {
  const { approvalId, tool } = entry.asked;
  entry.busyWith = approver;
  try {
    const input: CheckInput = { v: FORMAT, tool, args };
    const result = await scheduleActivity<CheckResult>(CHECK_ACTIVITY, [input], {
      activityId: `${approvalId}/check.${++checks}`,
      summary: oneLine(`${entry.asked.step} · checks what ${approver} changed`),
      startToCloseTimeout: CHECK_TIMEOUT,
    });
    if ('problem' in result) throw refused(result.problem.replace(/^The arguments/, 'The changed arguments'));
    return result;
  } finally {
    delete entry.busyWith;
  }
}

function spelled(answer: unknown): string {
  return canonicalJson(answer as JsonObject); // it came as JSON
}

/** Throws what is wrong with an answer, before it becomes part of history. */
function requireAnswerable(input: unknown): void {
  const answer = readAnswer(input);
  const { answerId, approvalId, argsHash, approver } = answer;
  const again = answerId === undefined ? undefined : taken.get(answerId);
  if (again?.answer === spelled(input)) return;
  if (again) throw refused('This `answerId` came with another answer before.');
  const entry = requireFree(approvalId);
  const { asked } = entry;
  if (argsHash !== asked.argsHash)
    throw refused(`\`argsHash\` is not of the arguments that are asked about, which is \`${asked.argsHash}\`.`);
  if (asked.approvers.length > 0 && !asked.approvers.includes(approver))
    throw refused(`\`${approver}\` may not decide this. Asked: ${asked.approvers.join(', ')}.`);
  requireSignature(entry, answer);
}

function requireSignature({ asked, keys }: Open, { signed, ...answer }: ApprovalAnswer): void {
  const { approvalId } = asked;
  if (keys.size === 0) return;
  if (!signed) throw refused(`An answer to \`${approvalId}\` has to be signed: dw approve --key FILE.`);
  const { decision, approver, comment, args } = answer;
  const argsHash = args === undefined ? asked.argsHash : hashOf(args);
  const expected = {
    ...{ ...scope(), approvalId, decision, argsHash, approver },
    ...(comment !== undefined && { comment }),
  };
  const problem = nonces.has(signed.statement.nonce)
    ? 'it was used before'
    : signatureProblem(signed, keys.get(approver) ?? '', expected, Date.now()); // the workflow's clock
  if (problem) throw refused(`The signature does not count: ${problem}.`);
}

/** Open, and nobody's changes are being checked. */
function requireFree(approvalId: string): Open {
  const entry = requireOpen(approvalId);
  if (entry.busyWith === undefined) return entry;
  throw refused(`What \`${entry.busyWith}\` changed is being checked. Look again in a moment.`);
}
