/**
 * Calls that wait for a person. The question is bound to the exact arguments by their hash; the answer comes by the Update
 * `resolveApproval`, and the first valid one counts. Everything stands in history and holds through replays.
 */
import { ApplicationFailure } from '@temporalio/common';
import { condition, defineQuery, defineUpdate, scheduleActivity, setHandler } from '@temporalio/workflow';
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
import { FAILURE } from '../common/failure-type';
import { isJsonObject, type JsonObject } from '../common/json';
import { FORMAT } from '../common/wire';
import { oneLine } from './summary';
import { whileWaiting } from './waits';

/** What a person decided, or that nobody did in time. */
export type Verdict =
  | { readonly decision: 'approve'; readonly approver: string; readonly comment?: string; readonly edited?: Edited }
  | { readonly decision: 'deny'; readonly approver: string; readonly comment?: string }
  | { readonly decision: 'expired' };

/** The arguments that a person put in place of Claude's, as the tool's schema made them. */
export interface Edited {
  readonly args: JsonObject;
  readonly argsHash: string;
}

/** How a question is asked. */
export interface Asking {
  /** Who is asked, one group after the other; an empty group is anybody. */
  readonly stages: readonly (readonly string[])[];
  /** How long each group has. */
  readonly expiresMs: number;
}

/** What is asked. */
export type Question = Omit<OpenApproval, 'approvers' | 'askedAt' | 'expiresAt'>;

interface Open {
  readonly asked: OpenApproval;
  /** Whose changed arguments are being checked. */
  busyWith?: string;
  verdict?: Verdict;
}

/** Checking takes milliseconds. */
const CHECK_TIMEOUT = '30 seconds';

const resolveApproval = defineUpdate<ApprovalResult, [ApprovalAnswer]>(RESOLVE_APPROVAL_UPDATE);
const approvals = defineQuery<readonly OpenApproval[]>(APPROVALS_QUERY);
const open = new Map<string, Open>();
const closed = new Map<string, string>();
let checks = 0;

/** Waits for an answer. Cancellation is thrown. */
export async function askPerson(question: Question, { stages, expiresMs }: Asking): Promise<Verdict> {
  const { approvalId } = question;
  for (const approvers of stages) {
    const verdict = await askGroup(question, approvers, expiresMs);
    if (verdict) return close(approvalId, verdict);
  }
  return close(approvalId, { decision: 'expired' });
}

async function askGroup(
  question: Question,
  approvers: readonly string[],
  expiresMs: number,
): Promise<Verdict | undefined> {
  const { approvalId, argsHash, step, tool } = question;
  const now = Date.now(); // the workflow's clock
  const times = { askedAt: new Date(now).toISOString(), expiresAt: new Date(now + expiresMs).toISOString() };
  const entry: Open = { asked: { ...question, approvers, ...times } };
  const who = approvers.length > 0 ? approvers.join(' or ') : 'a person';
  const answer = JSON.stringify({ approvalId, decision: 'approve', argsHash, approver: approvers[0] ?? 'your name' });
  const wait = {
    step,
    why: `${tool} needs a yes`,
    answer: `query approvals shows what is asked; Update ${RESOLVE_APPROVAL_UPDATE}, one object: \`${answer}\``,
  };
  open.set(approvalId, entry);
  try {
    const summary = oneLine(`${step} · asks ${who}: ${tool} · Update ${RESOLVE_APPROVAL_UPDATE}`);
    await whileWaiting(wait, () => condition(() => entry.verdict !== undefined, expiresMs, { summary }));
    return entry.verdict;
  } finally {
    open.delete(approvalId);
  }
}

function close<V extends Verdict>(approvalId: string, verdict: V): V {
  closed.set(approvalId, verdict.decision === 'expired' ? 'has expired' : `was answered with ${verdict.decision}`);
  return verdict;
}

/** Takes answers, and tells what is asked, in this run. */
export function takeApprovals(): void {
  setHandler(approvals, () => [...open.values()].map(({ asked }) => asked), {
    description: 'The calls that wait for a person: what Claude wants to do, with which arguments, and until when.',
  });
  setHandler(resolveApproval, resolve, {
    description:
      'Answers one of them. One object: {"approvalId":"…","decision":"approve" or "deny","argsHash":"…","approver":"…"}, as the query `approvals` gives them; "comment" is told to Claude, "args" runs the tool with other arguments.',
    validator: requireAnswerable,
  });
}

/** The first valid answer counts; changed arguments are checked first, and leave the question open where they are wrong. */
async function resolve(input: ApprovalAnswer): Promise<ApprovalResult> {
  const { approvalId, decision, approver, comment } = input;
  const entry = requireOpen(approvalId);
  const said = { approver, ...(comment !== undefined && { comment }) };
  if (decision === 'deny') entry.verdict = { decision, ...said };
  else if (input.args === undefined) entry.verdict = { decision, ...said };
  else {
    const edited = await checked(entry, approver, input.args);
    if (open.get(approvalId) !== entry) throw refused(whyClosed(approvalId));
    const isChanged = edited.argsHash !== entry.asked.argsHash;
    entry.verdict = { decision, ...said, ...(isChanged && { edited }) };
    return { approvalId, decision, argsHash: edited.argsHash };
  }
  return { approvalId, decision, argsHash: entry.asked.argsHash };
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
  if (!isJsonObject(input))
    throw new TypeError('resolveApproval takes one object: {"approvalId":"…","decision":"approve",…}.');
  const { approvalId, decision, argsHash, approver, comment, args } = input;
  if (typeof approvalId !== 'string') throw new TypeError('`approvalId` must be a text; the query `approvals` has it.');
  if (decision !== 'approve' && decision !== 'deny') throw new TypeError('`decision` must be "approve" or "deny".');
  if (typeof approver !== 'string' || !approver.trim()) throw new TypeError('`approver` must say who decides.');
  if (comment !== undefined && typeof comment !== 'string') throw new TypeError('`comment` must be a text.');
  if (args !== undefined && (!isJsonObject(args) || decision === 'deny'))
    throw new TypeError('`args` must be an object, and only an approval can have it.');
  const { asked, busyWith } = requireOpen(approvalId);
  if (argsHash !== asked.argsHash)
    throw new Error(`\`argsHash\` is not of the arguments that are asked about, which is \`${asked.argsHash}\`.`);
  if (asked.approvers.length > 0 && !asked.approvers.includes(approver))
    throw new Error(`\`${approver}\` may not decide this. Asked: ${asked.approvers.join(', ')}.`);
  if (busyWith !== undefined) throw new Error(`What \`${busyWith}\` changed is being checked. Look again in a moment.`);
}

function requireOpen(approvalId: string): Open {
  const entry = open.get(approvalId);
  if (entry && entry.verdict === undefined) return entry;
  throw refused(entry ? `\`${approvalId}\` was answered with ${entry.verdict?.decision}.` : whyClosed(approvalId));
}

function whyClosed(approvalId: string): string {
  const how = closed.get(approvalId);
  if (how) return `\`${approvalId}\` ${how}.`;
  const asked = [...open.keys()].map((id) => `\`${id}\``).join(', ');
  return `No call \`${approvalId}\` waits for a person in this run. Waiting: ${asked || 'none'}.`;
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, FAILURE.approvalRefused);
}
