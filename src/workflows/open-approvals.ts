/**
 * The questions of this run that wait for a person, and how others ended. Whoever asks puts them here, whoever takes
 * answers looks here. Temporal gives every run its own copy of module state.
 */
import { ApplicationFailure } from '@temporalio/common';
import { patched } from '@temporalio/workflow';
import type { OpenApproval } from '../common/approval';
import { FAILURE } from '../common/failure-type';
import type { JsonObject } from '../common/json';

/** What a person decided, or that nobody did in time. */
export type Verdict =
  | { readonly decision: 'approve'; readonly approver: string; readonly comment?: string; readonly edited?: Edited }
  | { readonly decision: 'deny'; readonly approver: string; readonly comment?: string }
  | { readonly decision: 'expired' };

/** The arguments that a person put in place of Claude's, as the tool's schema made them. */
export interface Edited {
  readonly args: JsonObject;
  readonly argsHash: string;
}

/** One question. */
export interface Open {
  readonly asked: OpenApproval;
  /** Public keys by approver; empty where names are enough. */
  readonly keys: ReadonlyMap<string, string>;
  /** Whose changed arguments are being checked. */
  busyWith?: string;
  /** The first one counts. */
  verdict?: Verdict;
}

const open = new Map<string, Open>();
const closed = new Map<string, string>();

/** What waits, oldest first. */
export function openQuestions(): readonly Open[] {
  return [...open.values()];
}

/** Histories from before have a refusal where an answer was taken in the moment that ended the wait. */
const COUNTS = 'an-answer-that-was-taken-counts';

/**
 * Keeps the question open for as long as `waiting` takes. An answer that was taken counts, also where the wait is cancelled
 * in the same moment: whoever sent it was told so.
 */
export async function whileOpen(entry: Open, waiting: () => Promise<unknown>): Promise<Verdict | undefined> {
  const { approvalId } = entry.asked;
  open.set(approvalId, entry);
  try {
    await waiting();
    return entry.verdict;
  } catch (error) {
    if (!entry.verdict || !patched(COUNTS)) throw error; // a run that is cancelled as a whole throws at its next step
    return entry.verdict;
  } finally {
    open.delete(approvalId);
  }
}

/** Remembers how a question ended, for those who answer it later. */
export function close<V extends Verdict>(approvalId: string, verdict: V): V {
  closed.set(approvalId, verdict.decision === 'expired' ? 'has expired' : `was answered with ${verdict.decision}`);
  return verdict;
}

/** The question if it can be answered; throws why not. */
export function requireOpen(approvalId: string): Open {
  const entry = open.get(approvalId);
  if (!entry) throw refused(whyClosed(approvalId));
  if (entry.verdict) throw refused(`\`${approvalId}\` was answered with ${entry.verdict.decision}.`);
  return entry;
}

/** Fails an answer, not the run. */
export function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, FAILURE.approvalRefused);
}

function whyClosed(approvalId: string): string {
  const how = closed.get(approvalId);
  if (how) return `\`${approvalId}\` ${how}.`;
  const asked = [...open.keys()].map((id) => `\`${id}\``).join(', ');
  return `No call \`${approvalId}\` waits for a person in this run. Waiting: ${asked || 'none'}.`;
}
