/** What a ledger is made of: one step of a run, as its history tells it. */
import type { NanoUsd } from '../common/money';

/** Who decided that a step is taken: the workflow's code, Claude by a tool call or reply, or somebody outside. */
export type DecidedBy = 'code' | 'claude' | 'person';

/** What a step is: a call of Claude, a tool that Claude called, or what any workflow is made of. */
export type StepKind = 'call' | 'tool' | 'activity' | 'timer' | 'childWorkflow' | 'message';

/** How a step stands. */
export type StepStatus = 'completed' | 'failed' | 'cancelled' | 'timedOut' | 'running';

/** Tokens as Claude's API counts them; all zero for steps that don't ask Claude. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** One activity, timer, child workflow, or message from outside (update, signal, cancellation). */
export interface Step {
  /** Number of the event that began it: the same step has the same number each time it is told. */
  readonly eventId: number;
  readonly kind: StepKind;
  /** `Claude`, or the name of the tool, activity, child workflow, update or signal. */
  readonly name: string;
  /** What the workflow wrote beside it for people; empty where it wrote nothing. */
  readonly summary: string;
  readonly decidedBy: DecidedBy;
  /** `resolver.1`: the agent and which one of its name in the run. */
  readonly agent?: string;
  readonly turn?: number;
  /** When it was scheduled, ISO 8601. */
  readonly startedAt: string;
  /** From its scheduling to its end, waits and retries included; zero while it runs. */
  readonly ms: number;
  readonly attempts: number;
  readonly status: StepStatus;
  readonly tokens: Tokens;
  readonly costNanoUsd: NanoUsd;
  /** What attempts without a known bill cost at the most. */
  readonly unaccountedNanoUsd: NanoUsd;
  /** The innermost message, where it did not complete. */
  readonly error?: string;
}
