/** What stands in history about effects that must not happen twice: names and shapes. */
import type { JsonObject } from './json';
import type { Block, ToolCall } from './wire';

/** The signal by which an attempt of a `once` tool claims its call, before its effect; the first one in history wins. */
export const CLAIM_SIGNAL = 'claimOnce';

/** The activity that finds out what became of one. Tools may not be called so. */
export const VERIFY_ACTIVITY = 'verifyOutcome';

/** Argument of the signal. */
export interface OnceClaim {
  readonly v: number;
  readonly activityId: string;
  readonly tool: string;
  /** Of the arguments. */
  readonly hash: string;
  /** One attempt's own. */
  readonly token: string;
}

/** Details of the failure `OutcomeUnknown`: the activity id of the call that may have had the effect; null if nobody can tell. */
export interface UnknownOutcome {
  readonly by: string | null;
}

/** Input of `verifyOutcome`. */
export interface VerifyInput {
  readonly v: number;
  readonly tool: string;
  readonly args: JsonObject;
  readonly call: ToolCall;
}

/** Its result; a `yes` is also the result of the call. */
export type VerifyResult =
  | { readonly v: number; readonly ran: 'yes'; readonly content: string | readonly Block[] }
  | { readonly v: number; readonly ran: 'no' | 'unknown' };
