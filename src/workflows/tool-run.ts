/** One tool call as an activity, and what is done about an effect whose end nobody saw. */
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { ActivityCancellationType, isCancellation, scheduleActivity } from '@temporalio/workflow';
import { formatActivityId, parseActivityId, type CallId } from '../common/activity-id';
import { FAILURE } from '../common/failure-type';
import { isJsonObject, type JsonObject } from '../common/json';
import { VERIFY_ACTIVITY, type UnknownOutcome, type VerifyInput, type VerifyResult } from '../common/once';
import type { ToolOffer } from '../common/offer';
import { FORMAT, type Part, type ToolCall } from '../common/wire';
import type { Agent } from './agent';
import { noteEffect } from './compensation';
import { underClock, type Deadline } from './deadline';
import { shownWhileParked } from './parked-calls';
import type { Progress } from './progress';
import { toolSlots, unknownOutcomes } from './run-state';
import { oneLine, toolSummary } from './summary';
import { markOf } from './taint';
import type { Rules } from './toolbox';

/** Waits between attempts; the activity itself counts them and says which is the last. */
const RETRY = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** Failures of a `once` tool before its `run`. */
const NOTHING_WAS_RUN: readonly unknown[] = [FAILURE.argumentsChanged, FAILURE.invalidAgent];

const NOBODY_KNOWS: VerifyResult = { v: FORMAT, ran: 'unknown' };

/** A call that was fenced off this often is left alone. */
const MAX_ROUNDS = 3;

/** Stands for the result of a tool that the clock stopped. */
const STOPPED = Symbol('stopped');

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
  /** When one of them is up, a tool that only reads is stopped; others are waited for. */
  readonly deadlines: readonly Deadline[];
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
  const { tool, call } = runnable;
  const { toolUseId } = call;
  const fenced: string[] = [];
  for (let round = 0; ; round++) {
    const scheduling = 2 * round; // the odd ones verify
    const activityId = toolActivityId(runnable, run, scheduling);
    try {
      const { deadlines } = run;
      const work = () => toolSlots.run(() => schedule(runnable, run, scheduling, fenced));
      const isStoppable = deadlines.length > 0 && runnable.tool.effect === 'read';
      const result = await (isStoppable ? underClock(deadlines, work, () => STOPPED) : work());
      if (result === STOPPED)
        return { kind: 'refusal', toolUseId, text: `\`${runnable.tool.name}\` was stopped, since the time is up.` };
      noteResult(runnable, run, { activityId, call: rescheduled(call, scheduling) }, result);
      return resultPart(runnable, activityId);
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (!(error instanceof ActivityFailure)) throw error;
      const by = startedAs(tool, error, activityId);
      const { ran: verified } = by ? await verify(runnable, run, scheduling + 1, by) : NOBODY_KNOWS;
      if (verified === 'yes') return resultPart(runnable, toolActivityId(runnable, run, scheduling + 1));
      if (verified === 'no' && by && fenced.push(by) < MAX_ROUNDS) continue;
      if (verified === 'no') return { kind: 'refusal', toolUseId, text: gaveUp(tool) };
      if (by !== undefined && tool.verifies !== undefined) unknownOutcomes.add(unknownKey(tool.name, call.hash));
      return { kind: 'refusal', toolUseId, text: explain(tool, error) };
    }
  }
}

/** The result itself stays in history, where the next call of Claude reads it. */
function schedule(runnable: Runnable, run: ToolRun, scheduling: number, fenced: readonly string[]): Promise<unknown> {
  const { tool, args, call } = runnable;
  const input = scheduling > 0 ? { ...rescheduled(call, scheduling), fenced: [...fenced] } : call;
  const options = optionsOf(runnable, run, scheduling);
  const summary = toolSummary(run.label, run.id.turn, args);
  const running = scheduleActivity<unknown>(tool.name, [args, input], { ...options, summary });
  return shownWhileParked(options.activityId, `${run.label} t${run.id.turn}`, running);
}

/** The result by reference; what strangers wrote is marked as such. */
function resultPart({ tool, call: { toolUseId } }: Runnable, activityId: string): Part {
  const note = markOf(tool);
  return { kind: 'result', toolUseId, activityId, ...(note !== undefined && { note }) };
}

/** Every scheduling is a call with a key of its own; the first one is told as none. */
function rescheduled(call: ToolCall, scheduling: number): ToolCall {
  return scheduling > 0 ? { ...call, scheduling } : call;
}

/** For rules that look at what has happened, and for taking it back. */
function noteResult(
  { tool, args }: Runnable,
  { progress }: ToolRun,
  of: { readonly activityId: string; readonly call: ToolCall },
  result: unknown,
): void {
  const told = isJsonObject(result) ? result : {};
  if (told['isError'] === true) return;
  if (!progress.succeeded.includes(tool.name)) progress.succeeded.push(tool.name);
  noteEffect(progress, tool, { ...of, args }, told['content']);
}

/** Asks the tool's own `verify` about the call that may have had the effect; what can't be asked is unknown. */
async function verify(runnable: Runnable, run: ToolRun, scheduling: number, startedAs: string): Promise<VerifyResult> {
  const { tool, args } = runnable;
  const started = parseActivityId(startedAs);
  if (!tool.verifies || started?.kind !== 'tool') return NOBODY_KNOWS;
  const { toolUseId, scheduling: of } = started; // its key hangs on both
  const call = rescheduled({ ...runnable.call, v: FORMAT, toolUseId }, of);
  const input: VerifyInput = { v: FORMAT, tool: tool.name, args, call };
  const activityId = toolActivityId(runnable, run, scheduling);
  try {
    const result = await scheduleActivity<VerifyResult>(VERIFY_ACTIVITY, [input], {
      ...optionsOf(runnable, run, scheduling),
      summary: oneLine(`${run.label} t${run.id.turn} · did ${tool.name} take effect?`),
    });
    if (result.ran === 'yes') noteResult(runnable, run, { activityId, call }, result);
    return result;
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return NOBODY_KNOWS;
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

/** Which call may have had the effect, after a failure; null if nobody can tell, undefined if none can. */
function startedAs(
  { effect, verifies }: ToolOffer,
  { cause }: ActivityFailure,
  own: string,
): string | null | undefined {
  const failure = cause instanceof ApplicationFailure ? cause : undefined;
  if (failure?.type === FAILURE.outcomeUnknown) {
    const [outcome] = (failure.details ?? []) as (UnknownOutcome | undefined)[]; // wire seam
    return outcome === undefined ? own : outcome.by;
  }
  if (effect !== 'once' || verifies === undefined) return undefined; // offers from before it could be found out
  return failure && NOTHING_WAS_RUN.includes(failure.type) ? undefined : own;
}

/** For Claude: what it may conclude, without the internals, which stay in history for people. */
function explain({ name, effect }: ToolOffer, { cause }: ActivityFailure): string {
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  if (type === FAILURE.disabled)
    return `${cause?.message ?? 'The tool is disabled.'} It was not started; do not call it again, take another way or say so.`;
  if (effect === 'once' && type !== FAILURE.argumentsChanged) {
    return `It is not known whether \`${name}\` took effect: it may have happened. It will not be run again for this call; do not repeat it, and say that its outcome is unknown.`;
  }
  if (effect === 'idempotent') {
    return `\`${name}\` failed, also when tried again; it may or may not have taken effect. Repeating it with the same arguments is safe. If it keeps failing, take another way.`;
  }
  return `\`${name}\` failed, also when tried again. Take another way.`;
}

function gaveUp({ name }: ToolOffer): string {
  return `\`${name}\` did not take effect in ${MAX_ROUNDS} tries, each of which is over. Take another way.`;
}
