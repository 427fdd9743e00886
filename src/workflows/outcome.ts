/** How a step with Claude ends. The author of the pipeline handles every kind; the compiler says so. Only failures throw. */
import type { LimitKind } from '../common/limits';
import type { NanoUsd } from '../common/money';
import type { Undone } from '../common/undo';

/** What every outcome tells: what it cost, and how many calls of Claude it took. */
export interface Spent {
  readonly costNanoUsd: NanoUsd;
  /** Attempts that may have been paid and never reported cost at most this much more. */
  readonly unaccountedNanoUsd: NanoUsd;
  readonly turns: number;
  /** Effects taken back, newest first, where there is no answer and the ask says `compensate`. */
  readonly undone?: readonly Undone[];
}

/** An answer, or why there is none. `text` is what Claude had said by then. */
export type Ending<Output> =
  | { readonly kind: 'answer'; readonly output: Output }
  /** Claude declined; `category` is the API's word for why, if it gave one. */
  | { readonly kind: 'refused'; readonly category: string | null; readonly text: string }
  /** The answer missed the schema (or was empty) after one repair. */
  | { readonly kind: 'invalid'; readonly text: string; readonly problem: string }
  /** Cut off by `maxTokens`, and again with twice the room. */
  | { readonly kind: 'cut'; readonly text: string }
  /** The conversation has outgrown the model's context, or what history can carry. */
  | { readonly kind: 'contextFull'; readonly text: string }
  | { readonly kind: 'turnLimit'; readonly text: string }
  /** The agent was disabled, by whom and why. */
  | { readonly kind: 'stopped'; readonly by: string; readonly reason: string; readonly text: string }
  /** A limit of the ask or of the run was reached: the next step did not fit, and was not taken. */
  | { readonly kind: 'budget'; readonly limit: LimitKind; readonly text: string };

/** The result of `runAgent` and `askClaude`. */
export type Outcome<Output> = Spent & Ending<Output>;

/** For the `default` of a `switch` over an outcome: does not compile while a kind is missing. */
export function unhandled(outcome: never): never {
  throw new TypeError(`An outcome of kind \`${String((outcome as { kind?: unknown }).kind)}\` is not handled.`);
}
