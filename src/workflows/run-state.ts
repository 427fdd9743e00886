/**
 * What one workflow run counts: its agents, its steps, and the tool calls under way. Temporal gives every run its own copy
 * of module state, so plain variables are the run's.
 */
import { Semaphore } from '../common/semaphore';
import { noTaint } from './taint';

/**
 * Results that arrive while a workflow task is busy are buffered, and more than 2 MB of them fail the task. 15 results
 * of 64 KB stay below half of that.
 */
const MAX_TOOL_CALLS_AT_ONCE = 15;

/** Shared by all agents of the run. */
export const toolSlots = new Semaphore(MAX_TOOL_CALLS_AT_ONCE);

/** Calls of `once` tools whose outcome nobody knows, by tool and hash: no agent of the run repeats them by itself. */
export const unknownOutcomes = new Set<string>();

/** What the run has read: what one agent was told, the next ones may have heard of. */
export const runTaint = noTaint();

/** How often tools may still be called by all agents of the run together, where that is limited. */
export const callsLeft = new Map<string, number>();

const agents = new Map<string, number>();
const steps: { done: number; total?: number } = { done: 0 };

/** 1 for the first agent of that name in this run, then 2, and so on. */
export function nextAgentNumber(name: string): number {
  const number = (agents.get(name) ?? 0) + 1;
  agents.set(name, number);
  return number;
}

/** Says how many steps the pipeline has, so that the Temporal UI labels them `1/4`, `2/4` … Call it first. */
export function declareSteps(total: number): void {
  steps.total = total;
}

/** The label of the step that starts now. */
export function nextStepLabel(): string {
  steps.done++;
  return steps.total === undefined || steps.done > steps.total ? `${steps.done}` : `${steps.done}/${steps.total}`;
}
