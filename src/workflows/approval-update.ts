/** The Update that answers a question, and the query that tells what is asked: the only way in for a person's decision. */
import { defineQuery, defineUpdate, scheduleActivity, setHandler } from '@temporalio/workflow';
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
import { canonicalJson } from '../common/canonical-json';
import type { JsonObject } from '../common/json';
import { FORMAT } from '../common/wire';
import { readAnswer } from './approval-answer';
import { openApprovals, refused, requireOpen, type Edited, type Open } from './open-approvals';
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
let checks = 0;

/** Takes answers, and tells what is asked, in this run. */
export function takeApprovals(): void {
  setHandler(approvals, openApprovals, {
    description: 'The calls that wait for a person: what Claude wants to do, with which arguments, and until when.',
  });
  setHandler(resolveApproval, resolve, {
    description:
      'Answers one of them. One object: {"approvalId":"…","decision":"approve" or "deny","argsHash":"…","approver":"…"}, as the query `approvals` gives them; "comment" is told to Claude, "args" runs the tool with other arguments.',
    validator: requireAnswerable,
  });
}

/** The same answer once more is the same answer: whoever sent it may not have heard that it was taken. */
function resolve(answer: ApprovalAnswer): Promise<ApprovalResult> {
  const { answerId } = answer;
  const again = answerId === undefined ? undefined : taken.get(answerId);
  if (again) return again.result;
  const result = decide(answer);
  if (answerId !== undefined) taken.set(answerId, { answer: canonicalJson({ ...answer }), result });
  return result;
}

/** The first valid answer counts; changed arguments are checked first, and leave the question open where they are wrong. */
async function decide({ approvalId, decision, approver, comment, args }: ApprovalAnswer): Promise<ApprovalResult> {
  const entry = requireFree(approvalId);
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
    if ('problem' in result) throw refused(`The changed arguments are not valid: ${result.problem}`);
    return result;
  } finally {
    delete entry.busyWith;
  }
}

/** Throws what is wrong with an answer, before it becomes part of history. */
function requireAnswerable(input: unknown): void {
  const { answerId, approvalId, argsHash, approver } = readAnswer(input);
  const again = answerId === undefined ? undefined : taken.get(answerId);
  if (again?.answer === canonicalJson(input as JsonObject)) return; // an object, as was just read
  if (again) throw refused('This `answerId` came with another answer before.');
  const { asked } = requireFree(approvalId);
  if (argsHash !== asked.argsHash)
    throw refused(`\`argsHash\` is not of the arguments that are asked about, which is \`${asked.argsHash}\`.`);
  if (asked.approvers.length > 0 && !asked.approvers.includes(approver))
    throw refused(`\`${approver}\` may not decide this. Asked: ${asked.approvers.join(', ')}.`);
}

/** Open, and nobody's changes are being checked. */
function requireFree(approvalId: string): Open {
  const entry = requireOpen(approvalId);
  if (entry.busyWith === undefined) return entry;
  throw refused(`What \`${entry.busyWith}\` changed is being checked. Look again in a moment.`);
}
