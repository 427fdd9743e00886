/** What a segment is opened with, in its two halves: the workflow's opening and the worker's offer. They stay in histories. */
import type { JsonObject } from './json';

/** How hard a model thinks. */
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** The version of the rules about what a run has read. */
export const POLICY = 1;

/** What workflow code says when a segment starts: it shapes the prompt and stays fixed until the next segment. */
export interface Opening {
  readonly model: string;
  readonly system: string;
  readonly tools: readonly string[];
  readonly outputSchema?: JsonObject;
  readonly effort?: Effort;
  /** Tools of which every call needs a person's yes; absent where there are none, and from before it was told. */
  readonly asks?: readonly string[];
  /** That this workflow code heeds what a run has read; absent from before it did. */
  readonly policy?: number;
}

/** What happens if a tool runs twice. */
export type EffectKind = 'read' | 'idempotent' | 'once';

/** One tool as offered to Claude in a segment: later calls use exactly this, whatever the worker's code says by then. */
export interface ToolOffer {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly effect: EffectKind;
  readonly timeoutMs: number;
  /** Only of `once` tools: whether an unknown outcome can be found out. Absent in offers from before it could. */
  readonly verifies?: boolean;
  /** It returns what strangers wrote. */
  readonly trust?: 'untrusted';
  /** It returns what must not get out. */
  readonly sensitive?: true;
  /** Whether its effect can be taken back. */
  readonly undoes?: true;
}

/** The worker's half of a segment's offer; the other half is the `Opening`. */
export interface Offer {
  readonly tools: readonly ToolOffer[];
  /** That workflow code and worker both heed what a run has read: old segments go on without. */
  readonly policy?: number;
}
