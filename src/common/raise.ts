/** The Update by which a person raises a limit: its name and its objects, as histories hold them. */
import type { Limits } from './limits';

/** Name of the Update that raises limits. */
export const RAISE_UPDATE = 'raiseBudget';

/** The budget of a whole run, by name; those of agents are named like `resolver.1`. */
export const RUN_BUDGET = 'run';

/** By how much; only limits that there are can be raised. */
export interface RaiseInput {
  /** Dollars, not nano-dollars. */
  readonly usd?: number;
  readonly tokens?: number;
  readonly turns?: number;
  readonly toolCalls?: number;
  /** Milliseconds from the end of the time, or from now where it is up. */
  readonly ms?: number;
  /** Whose limits: `run`, or an agent such as `resolver.1`. Default: what waits for it, else the run's, else the only agent's. */
  readonly of?: string;
  /** Who raises it and why, for whoever reads the history. */
  readonly by?: string;
  readonly note?: string;
}

/** Whose limits were raised, and what they are now. */
export interface RaiseResult {
  readonly of: string;
  readonly limits: Limits;
}
