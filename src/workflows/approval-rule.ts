/** The rule that says which calls a person is asked about: plain code over validated arguments, which no prompt reaches. */
import { ApplicationFailure } from '@temporalio/common';
import { PUBLIC_KEY } from '../common/approval-signature';
import { FAILURE } from '../common/failure-type';
import type { JsonObject } from '../common/json';
import type { Asking } from './approvals';
import type { Verdict } from './open-approvals';
import type { Approver, Rules } from './toolbox';

/** A working day, and the night after it. */
const DEFAULT_EXPIRY_MS = 24 * 60 * 60 * 1_000;

/** Why a person has to be asked, or undefined. A rule that throws asks: it could not say no. */
export function askedBecause({ approval }: Rules, args: JsonObject): string | undefined {
  if (approval === undefined) return undefined;
  if (approval === 'always') return 'every call needs a yes';
  try {
    return approval(args) ? 'the rule over its arguments asks for a yes' : undefined;
  } catch (error) {
    return `its rule failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Whom to ask, and how long each has. */
export function askingOf({ approvers = [], expiresMs = DEFAULT_EXPIRY_MS, onExpiry }: Rules): Asking {
  const names = approvers.map(nameOf);
  const stages = onExpiry === 'escalate' ? names.map((name) => [name]) : [names];
  const keys = new Map(
    approvers.flatMap((approver) => (typeof approver === 'string' ? [] : [[approver.name, approver.publicKey]])),
  );
  return { stages, keys, expiresMs };
}

/** For Claude, where the call does not run. Throws `ApprovalExpired` where the rule says that nobody's answer fails the agent. */
export function refusalOf(
  verdict: Exclude<Verdict, { decision: 'approve' }>,
  tool: string,
  { onExpiry }: Rules,
): string {
  if (verdict.decision === 'deny') {
    const said = verdict.comment === undefined ? '' : ` and said: ${JSON.stringify(verdict.comment)}`;
    return `A person (${JSON.stringify(verdict.approver)}) refused this call${said}. \`${tool}\` was not run; do not repeat the call.`;
  }
  if (onExpiry === 'fail')
    throw ApplicationFailure.nonRetryable(
      `Nobody answered in time whether \`${tool}\` may run.`,
      FAILURE.approvalExpired,
    );
  return `Nobody approved this call in time. \`${tool}\` was not run; do not repeat the call.`;
}

/** For Claude, in front of the result: its call stays as it wrote it. */
export function noteOf(verdict: Extract<Verdict, { decision: 'approve' }>): string | undefined {
  if (!verdict.edited) return undefined;
  const said = verdict.comment === undefined ? '' : `, and said: ${JSON.stringify(verdict.comment)}`;
  return `A person (${JSON.stringify(verdict.approver)}) changed this call before approving it${said}. It ran with these arguments instead: ${JSON.stringify(verdict.edited.args)}`;
}

/** What is wrong with the rules of one tool, or undefined. */
export function ruleProblem(rules: Rules): string | undefined {
  const { approval, approvers, expiresMs, onExpiry, onUnknown, tainted } = rules;
  if (onUnknown !== undefined && onUnknown !== 'block' && onUnknown !== 'ask') return "onUnknown is 'block' or 'ask'";
  if (tainted !== undefined && !['refuse', 'ask', 'allow', 'allowWithSensitive'].includes(tainted))
    return "tainted is 'refuse', 'ask', 'allow' or 'allowWithSensitive'";
  if (approval !== undefined && approval !== 'always' && typeof approval !== 'function')
    return "approval is 'always' or a function of the arguments";
  if (expiresMs !== undefined && !(Number.isInteger(expiresMs) && expiresMs > 0))
    return 'expiresMs must be a whole number of milliseconds above 0';
  const whom = approvers && approverProblem(approvers);
  if (whom) return whom;
  if (onExpiry !== undefined && !['refuse', 'escalate', 'fail'].includes(onExpiry))
    return "onExpiry is 'refuse', 'escalate' or 'fail'";
  return onExpiry === 'escalate' && (approvers?.length ?? 0) < 2
    ? "onExpiry 'escalate' asks the approvers one after the other, and needs at least two"
    : undefined;
}

function nameOf(approver: Approver): string {
  return typeof approver === 'string' ? approver : approver.name;
}

function approverProblem(approvers: readonly Approver[]): string | undefined {
  const names = approvers.map(nameOf);
  if (names.some((name) => typeof name !== 'string' || !name.trim())) return 'approvers must be names';
  if (new Set(names).size < names.length) return 'approvers must have a name each';
  const keys = approvers.flatMap((approver) => (typeof approver === 'string' ? [] : [approver.publicKey]));
  if (keys.some((key) => !PUBLIC_KEY.test(key)))
    return 'a publicKey of an approver has 64 hex digits; `dw key` tells it';
  return keys.length > 0 && keys.length < approvers.length
    ? 'either all approvers have a publicKey or none'
    : undefined;
}
