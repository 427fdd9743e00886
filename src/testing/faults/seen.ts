/** What one run left behind: all that the checks look at. */
import type { Conversation, Ledger } from '../../client';
import type { Json } from '../../common/json';
import type { Fault } from './fault';
import type { Heard } from './fault-run';

/** How a run ended; `stuck` did not. */
export type SeenEnd = 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timedOut' | 'stuck';

/** One activity as history has it. */
export interface SeenStep {
  readonly activityId: string;
  readonly name: string;
  readonly scheduledEvent: number;
  /** The attempt that ended it; absent while it is open. */
  readonly endedBy?: number;
  readonly isCompleted: boolean;
}

/** One run. The run's own name is replaced by `#` where two runs are compared. */
export interface Seen {
  readonly run: string;
  readonly workflowId: string;
  readonly faults: readonly Fault[];
  /** Those that happened. */
  readonly fired: readonly Fault[];
  readonly missed: readonly string[];
  readonly proofs: readonly string[];
  /** Workers of its lane that ended meanwhile although nobody had ended them. */
  readonly accidents: readonly string[];
  readonly ms: number;
  readonly end: SeenEnd;
  /** What the workflow returned, or the message of its failure. */
  readonly result: Json;
  /** Whether it ended early at a limit of its own, as the subject says. */
  readonly isLimited: boolean;
  readonly transcript: readonly Conversation[];
  readonly ledger: Ledger;
  readonly effects: Json;
  /** Every word of its workers. */
  readonly heard: readonly Heard[];
  /** Requests to Claude. */
  readonly requests: number;
  /** What Claude's API bills for them. */
  readonly billedNanoUsd: number;
  /** What the ledgers of all its executions say that it cost at the most. */
  readonly accountedNanoUsd: number;
  readonly steps: readonly SeenStep[];
  /** Number of the event of a request to cancel. */
  readonly cancelledAt?: number;
  /** Every payload of the history as its data converter reads it, and all else that stands there. */
  readonly decoded: string;
  /** As Temporal's replay takes it. */
  readonly history: unknown;
  /** What replaying it offline said, once it has been tried. */
  replayError?: string;
}
