/**
 * What crosses from workflow to activity and back, and so stays in histories for years. Every shape carries a format
 * version; a worker that meets a newer one fails retryably until a newer worker takes the task.
 */
import type { Amount } from './amount';
import type { Approved } from './approval';
import type { TimedLimits } from './gauge';
import type { Json, JsonObject } from './json';
import { nanoUsd, type NanoUsd } from './money';
import type { Offer, Opening } from './offer';

/** The format that everything is written in that older code can read. */
export const FORMAT = 1;

/** The format of parts of kind `block` or with a note, and of blocks whose bytes are in an artifact store. */
export const FORMAT_2 = 2;

/** The format of calls of `once` tools, so that only workers take them that claim a call before they start it. */
export const CLAIMED_FORMAT = FORMAT_2;

/** The format of calls with a limit that older code would not keep: on tokens, or with a closing call. */
export const FORMAT_3 = 3;

/** The newest format that this code reads. */
export const NEWEST_FORMAT = FORMAT_3;

/** What Claude's API calls a content block; passed through unchanged. */
export type Block = { readonly type: string } & { readonly [key: string]: Json | undefined };

/** One message of the conversation as the API takes it. */
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: readonly Block[];
}

/**
 * One part of what is new since the parent call. Text that workflow code wrote stands here by value; what a tool
 * returned stands in that activity's result and is named by its id, so that no byte is written twice.
 */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** A file; in format 2 only. */
  | { readonly kind: 'block'; readonly block: Block }
  /** `note` is put in front of the result for Claude to read; in format 2 only. */
  | { readonly kind: 'result'; readonly toolUseId: string; readonly activityId: string; readonly note?: string }
  | { readonly kind: 'refusal'; readonly toolUseId: string; readonly text: string };

/** The format of a call's input. */
export function formatOfCall({ delta, allowanceTokens, closing }: Omit<CallInput, 'v'>): number {
  return allowanceTokens !== undefined || closing !== undefined ? FORMAT_3 : formatOfDelta(delta);
}

/** The format of what carries these parts. */
export function formatOfDelta(delta: readonly Part[]): number {
  return delta.some((part) => part.kind === 'block' || ('note' in part && part.note)) ? FORMAT_2 : FORMAT;
}

/** Input of `callClaude`. */
export interface CallInput {
  readonly v: number;
  /** Activity id of the call whose reply comes right before, `CARRIED`, or null at the very start. */
  readonly parent: string | null;
  /** Activity id of the call that opened the segment, or `CARRIED`; null where this call opens it. */
  readonly segment: string | null;
  readonly opening?: Opening;
  readonly delta: readonly Part[];
  readonly maxTokens: number;
  /** What this call and all its attempts may cost at the most; null where the agent has no budget. */
  readonly allowanceNanoUsd: NanoUsd | null;
  /** The same in tokens, of prompts and replies; absent where they are not limited. In format 3 only. */
  readonly allowanceTokens?: number;
  /**
   * `reserve`: the allowance has to leave room for one more call without tools. `now`: this is that call. In format 3 only.
   */
  readonly closing?: 'reserve' | 'now';
  /** Attempts before the failure is final; absent for as many as `callClaude` makes by itself. */
  readonly attempts?: number;
  /** What the agent and its run were limited to at its first call: for whoever reads the history, not for `callClaude`. */
  readonly limits?: { readonly own: TimedLimits; readonly run?: TimedLimits };
}

/** Tokens as the API counts them. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly geo?: string;
}

/** One `tool_use` of a reply: what its tool's schema made of the arguments. `asks`: it may run only by a recorded yes. */
export type ValidatedCall =
  | { readonly id: string; readonly hash: string; readonly args?: JsonObject; readonly asks?: true }
  | { readonly id: string; readonly problem: string };

/** What attempts cost: known, and not known but bounded. */
export interface Accounting {
  readonly costNanoUsd: NanoUsd;
  readonly unaccountedNanoUsd: NanoUsd;
}

/** Nothing was spent. */
export const NO_COST: Accounting = { costNanoUsd: nanoUsd(0), unaccountedNanoUsd: nanoUsd(0) };

/** What has to change before a call can be answered: the model or its price, the key, the spend limit, the provider, or the store of files. */
export type WaitsFor = 'model' | 'key' | 'spend' | 'provider' | 'artifacts';

/** Details of a final failure of `callClaude`; with `waitsFor` the step waits instead of failing. */
export interface CallFailure extends Accounting {
  readonly waitsFor?: WaitsFor;
  readonly unaccountedTokens?: number;
  /** What one attempt has to have, its closing call included, where it did not fit. */
  readonly needed?: Amount;
  /** The agent is disabled: by whom and why. */
  readonly stopped?: { readonly by: string; readonly reason: string };
}

/** Result of `callClaude`: Claude's reply unchanged, and what code found out about it. */
export interface CallResult extends Accounting {
  readonly v: number;
  readonly content: readonly Block[];
  readonly stopReason: string;
  readonly stopDetails?: JsonObject;
  readonly model: string;
  readonly requestId: string;
  readonly usage: Usage;
  readonly unaccountedTokens?: number;
  /** What a closing call after this reply takes at the most, where room for one was reserved. */
  readonly closing?: Amount;
  readonly calls: readonly ValidatedCall[];
  readonly offer?: Offer;
  /** Why the reply can't stand in the conversation (duplicate tool use ids, say); it is dropped and asked for again. */
  readonly malformed?: string;
}

/** Second argument of a tool's activity; the first is the tool's arguments, as a person reads them in the UI. */
export interface ToolCall {
  readonly v: number;
  readonly toolUseId: string;
  /** Hash of the arguments that `callClaude` validated; the activity refuses others. */
  readonly hash: string;
  readonly firstRunId: string;
  /** Which scheduling of the call, where it is not the first: after a fenced no it runs under a key of its own. */
  readonly scheduling?: number;
  /** Calls of the same tool with the same arguments that were fenced: they do not count as having taken effect. */
  readonly fenced?: readonly string[];
  /** A person knew that the same call may have taken effect before, and wants it nevertheless. */
  readonly again?: true;
  /** The yes of a person, where the rule asked for one. */
  readonly approved?: Approved;
}

/** Result of a tool's activity, ready to stand in a `tool_result`. */
export interface ToolResult {
  readonly v: number;
  readonly content: string | readonly Block[];
  readonly isError?: true;
}

/** Name of the activity that asks Claude. Tools may not be called so. */
export const CALL_ACTIVITY = 'callClaude';
