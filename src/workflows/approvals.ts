/**
 * Calls that wait for a person. The question is bound to the exact arguments by their hash; `approval-update` takes the
 * answers, and the first valid one counts. Everything stands in history and holds through replays.
 */
import { condition } from '@temporalio/workflow';
import { RESOLVE_APPROVAL_UPDATE, type OpenApproval } from '../common/approval';
import { close, whileOpen, type Open, type Verdict } from './open-approvals';
import { questionSummary } from './summary';
import { whileWaiting } from './waits';

/** How a question is asked. */
export interface Asking {
  /** Who is asked, one group after the other; an empty group is anybody. */
  readonly stages: readonly (readonly string[])[];
  /** Their public keys by name; empty where names are enough. */
  readonly keys: ReadonlyMap<string, string>;
  /** How long each group has. */
  readonly expiresMs: number;
}

/** What is asked. */
export type Question = Omit<OpenApproval, 'approvers' | 'askedAt' | 'expiresAt' | 'signing'>;

/** Waits for an answer. Cancellation is thrown. */
export async function askPerson(question: Question, { stages, keys, expiresMs }: Asking): Promise<Verdict> {
  const { approvalId } = question;
  for (const approvers of stages) {
    const verdict = await askGroup(question, approvers, keys, expiresMs);
    if (verdict) return close(approvalId, verdict);
  }
  return close(approvalId, { decision: 'expired' });
}

async function askGroup(
  question: Question,
  approvers: readonly string[],
  keys: Asking['keys'],
  expiresMs: number,
): Promise<Verdict | undefined> {
  const { approvalId, args, argsHash, step, tool, because } = question;
  const now = Date.now(); // the workflow's clock
  const times = { askedAt: new Date(now).toISOString(), expiresAt: new Date(now + expiresMs).toISOString() };
  const entry: Open = { asked: { ...question, approvers, ...times }, keys };
  const who = approvers.length > 0 ? approvers.join(' or ') : 'a person';
  const answer = JSON.stringify({ approvalId, decision: 'approve', argsHash, approver: approvers[0] ?? 'your name' });
  const wait = {
    step,
    why: `${tool} needs a yes: ${because}`,
    answer: `query approvals shows what is asked; Update ${RESOLVE_APPROVAL_UPDATE}, one object: \`${answer}\``,
  };
  const summary = questionSummary(step, who, tool, args, because);
  const isAnswered = (): boolean => entry.verdict !== undefined;
  return whileOpen(entry, () => whileWaiting(wait, () => condition(isAnswered, expiresMs, { summary })));
}
