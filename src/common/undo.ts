/** What stands in history about effects that are taken back: names and shapes. */
import type { JsonObject } from './json';
import type { ToolCall } from './wire';

/** The activity that takes one effect back. Tools may not be called so. */
export const UNDO_ACTIVITY = 'undoEffect';

/** An effect that took place and can be taken back. */
export interface Undoable {
  /** Of the call; its undo has an id made of it. */
  readonly activityId: string;
  readonly tool: string;
  /** What it ran with, changed by a person or not. */
  readonly args: JsonObject;
  /** The call that had the effect: its key hangs on this. */
  readonly call: Pick<ToolCall, 'v' | 'toolUseId' | 'hash' | 'firstRunId' | 'scheduling'>;
  /** Where it is a text that is not long. */
  readonly result?: string;
  readonly timeoutMs: number;
}

/** Input of `undoEffect`. */
export interface UndoInput extends Pick<Undoable, 'tool' | 'args' | 'call' | 'result'> {
  readonly v: number;
}

/** What became of an effect that was to be taken back. */
export interface Undone {
  readonly tool: string;
  /** The call whose effect it was. */
  readonly activityId: string;
  /** Why it could not be; absent where it was taken back. */
  readonly error?: string;
}

/** The id of the activity that takes the effect of a call back. */
export function undoId(activityId: string): string {
  return `${activityId}/undo`;
}
