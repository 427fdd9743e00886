/** What crosses between a run that asks a person and the person: names and shapes, as histories hold them. */
import type { SignedApproval, SigningScope } from './approval-signature';
import type { JsonObject } from './json';

/** The Update that answers. */
export const RESOLVE_APPROVAL_UPDATE = 'resolveApproval';

/** The query that tells what is asked. */
export const APPROVALS_QUERY = 'approvals';

/** The activity that checks arguments which a person changed. Tools may not be called so. */
export const CHECK_ACTIVITY = 'checkArguments';

/** A call that waits for a person. */
export interface OpenApproval {
  /** Also the id of the activity that the call becomes. */
  readonly approvalId: string;
  readonly tool: string;
  /** What Claude was told that the tool does. */
  readonly description?: string;
  readonly args: JsonObject;
  /** Of `args`, for whoever changes them: the JSON schema that Claude was shown. */
  readonly schema?: JsonObject;
  /** Of `args`: an answer must name it, so that nobody approves what they have not seen. */
  readonly argsHash: string;
  /** What Claude said beside the call; a model's words, not a reason to trust it. */
  readonly why: string;
  /** Why the rule asks. */
  readonly because: string;
  /** Who may answer; anybody where it is empty. */
  readonly approvers: readonly string[];
  /** Where only signed answers count: what they are signed for. */
  readonly signing?: SigningScope;
  /** The step as the Temporal UI labels it. */
  readonly step: string;
  /** ISO 8601. */
  readonly askedAt: string;
  readonly expiresAt: string;
}

/** A person's answer. */
export interface ApprovalAnswer {
  readonly approvalId: string;
  readonly decision: 'approve' | 'deny';
  /** The hash of the arguments that the person was shown. */
  readonly argsHash: string;
  /** Who decides. */
  readonly approver: string;
  /** Told to Claude with a refusal or a change. */
  readonly comment?: string;
  /** Other arguments, for the tool to run with instead. */
  readonly args?: JsonObject;
  /** One try of one person: the same answer sent again under it gets the result of the first. */
  readonly answerId?: string;
  /** Where the approvers have keys; `signApproval` of the client makes it. */
  readonly signed?: SignedApproval;
}

/** What became of an answer. */
export interface ApprovalResult {
  readonly approvalId: string;
  readonly decision: 'approve' | 'deny';
  /** The hash of the arguments that run, if any do. */
  readonly argsHash: string;
}

/** What the tool's activity is told of the yes that it runs by. */
export interface Approved {
  readonly approvalId: string;
  readonly argsHash: string;
  readonly approver: string;
}

/** Input of `checkArguments`. */
export interface CheckInput {
  readonly v: number;
  readonly tool: string;
  readonly args: JsonObject;
}

/** Its result: what the tool's schema made of the arguments, or what is wrong with them. */
export type CheckResult =
  | { readonly v: number; readonly args: JsonObject; readonly argsHash: string }
  | { readonly v: number; readonly problem: string };
