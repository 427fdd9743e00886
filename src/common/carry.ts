/** What a run hands to the next one when it continues as new, and how a transcript is read for it. It stays in histories. */
import type { Offer, Opening } from './offer';
import type { Undoable } from './undo';
import type { Accounting, Message, Part } from './wire';

/** The parent (or the segment) that stands in the run's start input: carried over from the run before. */
export const CARRIED = 'carried';

/** Second argument of an agent workflow that goes on in a new run: everything that the next call needs. */
export interface Carried extends Accounting {
  readonly v: number;
  readonly agent: string;
  readonly opening: Opening;
  readonly offer: Offer;
  readonly turns: number;
  readonly toolCalls: number;
  readonly callsByTool: { readonly [tool: string]: number };
  /** Tools of which a call succeeded; absent from before rules asked for it. */
  readonly succeeded?: readonly string[];
  /** What the runs before have read, by source. */
  readonly taint?: { readonly strangers: readonly string[]; readonly sensitive: readonly string[] };
  readonly repaired: boolean;
  /** Calls of `once` tools whose outcome nobody knows, by tool and hash. */
  readonly unknown?: readonly string[];
  readonly tokens?: number;
  readonly startedAtMs?: number;
  /** What is taken back if there is no answer. */
  readonly effects?: readonly Undoable[];
  /** Prompt and output tokens of the last call, from which the next reservation is made. */
  readonly lastTokens: number;
}

/** One part of a carried transcript, small enough for a payload. */
export interface CarriedPart {
  readonly v: number;
  readonly messages: readonly Message[];
}

/** Input of `carryTranscript`: which conversation, and which part of it. */
export interface CarryInput {
  readonly v: number;
  readonly parent: string;
  readonly segment: string;
  readonly delta: readonly Part[];
  readonly part: number;
}

/** Result of `carryTranscript`. */
export interface CarryResult extends CarriedPart {
  readonly parts: number;
  readonly opening: Opening;
  readonly offer: Offer;
  readonly lastTokens: number;
}

/** Name of the activity that takes a transcript over into the next run. */
export const CARRY_ACTIVITY = 'carryTranscript';
