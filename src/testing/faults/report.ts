/**
 * What a worker under the fault kit says to the process that started it, and what it is told to do: every place it comes
 * to, every tool that it is about to run. Both sides read this file.
 */
import type { EffectKind } from '../../common/offer';
import type { Place } from '../hold-points';

/** The activity of a place in a workflow task: received, run and not reported, or reported and accepted by the server. */
export const TASK = 'workflowTask';

/** What a tool's run does after its own code has had its effect; `late` has it when the call has been given up. */
export type ToolOrder = 'throw' | 'hang' | 'exit' | 'large' | 'late';

/** What a worker may be told where it waits; `mute`: the attempt that is about to begin sends no heartbeats. */
export type Order = ToolOrder | 'mute';

/** One word of a worker. `run`: a tool's own code is about to start; `struck`: an order has been followed. */
export interface Report extends Omit<Place, 'moment'> {
  readonly moment: Place['moment'] | 'run' | 'struck';
  readonly runId: string;
  /** Of a tool. */
  readonly effect?: EffectKind;
  /** The idempotency key of a tool's call. */
  readonly key?: string;
}

/** Says it and waits: the worker is held there until the answer comes. */
export type Reach = (report: Report) => Promise<Order | undefined>;

/** The exit code of a worker that was told to leave in the middle of a tool. */
export const ORDERED_EXIT = 86;

/** A tool that hangs is given up after this long, whatever its own limit. */
export const HUNG_AFTER_MS = 4_000;

/** When a late tool begins: after it has been given up, and another attempt has had time to run. */
export const LATE_MS = 7_000;

/** Attempts of a tool under the kit, which kills many; giving up after five is not what it tests. */
export const PATIENCE = 50;

/** What a tool returns that was told to return too much. */
export const LARGE_CHARACTERS = 5_000_000;

/** Headers that tell the simulator which call a request is for. */
export const WORKFLOW_HEADER = 'x-dynamic-workflows-run';
export const CALL_HEADER = 'x-dynamic-workflows-call';
