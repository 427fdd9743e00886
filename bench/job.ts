/**
 * The scripted work that everybody does: so many steps, each one reply of the model with a call of one tool, and the
 * tool's text. A job travels in the prompt, so that the model needs no memory of its own.
 */
import { records } from './records';

/** One run's work. */
export interface Job {
  readonly run: string;
  /** Tool calls; the model then says that it is done. */
  readonly steps: number;
  /** Bytes of each tool's text. */
  readonly bytes: number;
}

/** One reply of the model: a sentence or two, and a call unless it was the last. */
export interface Reply {
  readonly text: string;
  readonly call?: { readonly id: string; readonly name: typeof TOOL; readonly input: Call };
}

/** Arguments of the tool. */
export interface Call {
  readonly run: string;
  readonly step: number;
  readonly bytes: number;
}

/** The one tool's name. */
export const TOOL = 'lookUp';

/** What the model writes beside a call. */
const SAID_BYTES = 300;

const MARK = /job=([\w.:-]+) steps=(\d+) bytes=(\d+)/;

/** The prompt that carries a job. */
export function promptOf({ run, steps, bytes }: Job): string {
  return `Look up the orders of every day, one call after the other. job=${run} steps=${steps} bytes=${bytes} end.`;
}

/** The job in a request's text; undefined where there is none. */
export function jobIn(text: string): Job | undefined {
  const [, run, steps, bytes] = MARK.exec(text) ?? [];
  return run === undefined ? undefined : { run, steps: Number(steps), bytes: Number(bytes) };
}

/** The model's reply number `turn`, the same whenever it is asked. */
export function replyAt({ run, steps, bytes }: Job, turn: number): Reply {
  if (turn > steps) return { text: 'Done.' };
  const id = `toolu_${String(turn).padStart(24, '0')}`;
  return { text: records(`said ${turn}`, SAID_BYTES), call: { id, name: TOOL, input: { run, step: turn, bytes } } };
}

/** The tool's text in one step. */
export function outputOf({ step, bytes }: Call): string {
  return records(`orders ${step}`, bytes);
}

/** Bytes of replies and outputs up to a turn, as JSON: what any transcript has to hold at the least. */
export function contentBytes(job: Job, turns: number): number {
  let sum = 0;
  for (let step = 1; step <= turns; step++) {
    const reply = replyAt(job, step);
    sum += Buffer.byteLength(JSON.stringify(reply));
    if (reply.call) sum += Buffer.byteLength(JSON.stringify(outputOf(reply.call.input)));
  }
  return sum;
}
