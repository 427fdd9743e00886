/** One tool call as an activity, and what is done about an effect whose end nobody saw. */
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { ActivityCancellationType, isCancellation, scheduleActivity } from '@temporalio/workflow';
import { formatActivityId, type CallId } from '../common/activity-id';
import { FAILURE } from '../common/failure-type';
import { isJsonObject, type JsonObject } from '../common/json';
import { VERIFY_ACTIVITY, type VerifyInput, type VerifyResult } from '../common/once';
import { FORMAT, type Part, type ToolCall, type ToolOffer } from '../common/wire';
import type { Agent } from './agent';
import type { Progress } from './progress';
import { toolSlots } from './run-state';
import { oneLine, toolSummary } from './summary';
import type { Rules } from './toolbox';

/** Waits between attempts; the activity itself counts them and says which is the last. */
const RETRY = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** A call that was fenced off this often is left alone. */
const MAX_ROUNDS = 3;

/** One call that may run. */
export interface Runnable {
  readonly tool: ToolOffer;
  readonly args: JsonObject;
  readonly call: ToolCall;
  readonly position: number;
  readonly rules: Rules;
  /** Why a person has to say yes first. */
  readonly because?: string;
}

/** What the calls are made under. */
export interface ToolRun {
  readonly agent: Agent<unknown>;
  readonly id: Omit<CallId, 'kind' | 'scheduling'>;
  readonly label: string;
  readonly progress: Progress;
}

/** The activity of a call's first scheduling, or a later one. */
export function toolActivityId({ call, position }: Runnable, { id }: ToolRun, scheduling = 0): string {
  return formatActivityId({ kind: 'tool', ...id, position, toolUseId: call.toolUseId, scheduling });
}

/** How a call is remembered whose outcome nobody knows. */
export function unknownKey(tool: string, hash: string): string {
  return `${tool} ${hash}`;
}

/** Runs a call to its end. Cancellation is thrown; whatever else goes wrong is told to Claude. */
export async function runTool(runnable: Runnable, run: ToolRun): Promise<Part> {
  const { toolUseId } = runnable.call;
  for (let round = 0; ; round++) {
    const scheduling = 2 * round; // the odd ones verify
    const activityId = toolActivityId(runnable, run, scheduling);
    try {
      const result = await toolSlots.run(() => schedule(runnable, run, scheduling));
      if (!(isJsonObject(result) && result['isError'] === true)) noteSuccess(runnable, run);
      return { kind: 'result', toolUseId, activityId };
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (!(error instanceof ActivityFailure)) throw error;
      const verified = isUnknown(error) ? await verify(runnable, run, scheduling + 1) : undefined;
      if (verified === 'yes') noteSuccess(runnable, run);
      if (verified === 'yes')
        return { kind: 'result', toolUseId, activityId: toolActivityId(runnable, run, scheduling + 1) };
      if (verified === 'no' && round + 1 < MAX_ROUNDS) continue;
      if (verified === 'no') return { kind: 'refusal', toolUseId, text: gaveUp(runnable.tool) };
      if (isUnknown(error) && runnable.tool.verifies !== undefined)
        run.progress.unknown.push(unknownKey(runnable.tool.name, runnable.call.hash));
      return { kind: 'refusal', toolUseId, text: explain(runnable.tool, error) };
    }
  }
}

/** The result itself stays in history, where the next call of Claude reads it. */
function schedule(runnable: Runnable, run: ToolRun, scheduling: number): Promise<unknown> {
  const { tool, args, call } = runnable;
  return scheduleActivity(tool.name, [args, { ...call, ...(scheduling > 0 && { scheduling }) }], {
    ...optionsOf(runnable, run, scheduling),
    summary: toolSummary(run.label, run.id.turn, args),
  });
}

/** For rules that look at what has happened. */
function noteSuccess({ tool: { name } }: Runnable, { progress: { succeeded } }: ToolRun): void {
  if (!succeeded.includes(name)) succeeded.push(name);
}

/** Asks the tool's own `verify`; what can't be asked is unknown. */
async function verify(runnable: Runnable, run: ToolRun, scheduling: number): Promise<VerifyResult['ran']> {
  const { tool, args, call } = runnable;
  if (!tool.verifies) return 'unknown';
  const input: VerifyInput = {
    v: FORMAT,
    tool: tool.name,
    args,
    call: { ...call, ...(scheduling > 1 && { scheduling: scheduling - 1 }) },
  };
  try {
    const { ran } = await scheduleActivity<VerifyResult>(VERIFY_ACTIVITY, [input], {
      ...optionsOf(runnable, run, scheduling),
      summary: oneLine(`${run.label} t${run.id.turn} · did ${tool.name} take effect?`),
    });
    return ran;
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return 'unknown';
  }
}

function optionsOf(runnable: Runnable, run: ToolRun, scheduling: number) {
  return {
    activityId: toolActivityId(runnable, run, scheduling),
    startToCloseTimeout: runnable.tool.timeoutMs,
    heartbeatTimeout: run.agent.heartbeatTimeoutMs,
    retry: RETRY,
    // Explicit: by default a run could be "cancelled" while the effect still happens.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  };
}

function isUnknown({ cause }: ActivityFailure): boolean {
  return cause instanceof ApplicationFailure && cause.type === FAILURE.outcomeUnknown;
}

/** For Claude: what it may conclude, without the internals, which stay in history for people. */
function explain({ name, effect }: ToolOffer, { cause }: ActivityFailure): string {
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  if (effect === 'once' && type !== FAILURE.argumentsChanged) {
    return `It is not known whether \`${name}\` took effect: it may have happened. It will not be run again for this call; do not repeat it, and say that its outcome is unknown.`;
  }
  if (effect === 'idempotent') {
    return `\`${name}\` failed, also when tried again; it may or may not have taken effect. Repeating it with the same arguments is safe. If it keeps failing, take another way.`;
  }
  return `\`${name}\` failed, also when tried again. Take another way.`;
}

function gaveUp({ name }: ToolOffer): string {
  return `\`${name}\` was started ${MAX_ROUNDS} times and did not take effect. Take another way.`;
}
