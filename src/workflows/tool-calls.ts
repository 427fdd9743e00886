/**
 * Runs the tool calls of one reply: those that may run in parallel, each as an activity of its own; the others are
 * answered here and start nothing. One failing call does not take the others down.
 */
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { ActivityCancellationType, isCancellation, scheduleActivity, workflowInfo } from '@temporalio/workflow';
import { formatActivityId, type CallId } from '../common/activity-id';
import { FAILURE } from '../common/failure-type';
import { isJsonObject, type JsonObject } from '../common/json';
import { FORMAT, type Block, type CallResult, type Part, type ToolCall, type ToolOffer } from '../common/wire';
import type { Agent } from './agent';
import { allText } from './answer';
import { askedBecause, askingOf, noteOf, refusalOf } from './approval-rule';
import { askPerson } from './approvals';
import type { Progress } from './progress';
import { toolSlots } from './run-state';
import { toolSummary } from './summary';
import type { Rules } from './toolbox';

/** Waits between attempts; the activity itself counts them and says which is the last. */
const RETRY = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** One call that may run. */
interface Runnable {
  readonly tool: ToolOffer;
  readonly args: JsonObject;
  readonly call: ToolCall;
  readonly activityId: string;
  readonly rules: Rules;
  /** Why a person has to say yes first. */
  readonly because?: string;
}

/** What the calls are made under. */
export interface ToolRun {
  readonly agent: Agent<unknown>;
  readonly id: Omit<CallId, 'kind' | 'scheduling'>;
  readonly label: string;
}

/** The results in the order of the calls, for the next message. Cancellation is thrown once every call has ended. */
export async function runTools(reply: CallResult, progress: Progress, run: ToolRun): Promise<readonly Part[]> {
  const uses = reply.content.filter(({ type }) => type === 'tool_use');
  const decided = uses.map((use, position) => decide(use, position, reply, progress, run));
  const why = allText(reply);
  const settled = await Promise.allSettled(
    decided.map(async (one) => ('text' in one ? one : askAndRun(one, why, run))),
  );
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** Static code disposes: a refusal for Claude to read, or a call that may run. */
function decide(
  use: Block,
  position: number,
  reply: CallResult,
  progress: Progress,
  run: ToolRun,
): (Part & { kind: 'refusal' }) | Runnable {
  const name = String(use['name']);
  const toolUseId = String(use['id']);
  const refuse = (text: string) => ({ kind: 'refusal', toolUseId, text }) as const;
  const rules = run.agent.tools?.rules ?? {};
  const tool = Object.hasOwn(rules, name) ? progress.offer.tools.find((offered) => offered.name === name) : undefined;
  if (!tool)
    return refuse(`There is no tool \`${name}\`. Nothing was run. The tools are: ${Object.keys(rules).join(', ')}.`);
  const validated = reply.calls[position];
  if (!validated || 'problem' in validated) return refuse(validated?.problem ?? 'The call was not validated.');
  const calls = Object.hasOwn(progress.callsByTool, name) ? (progress.callsByTool[name] ?? 0) : 0;
  const rule = rules[name] ?? {};
  const { maxCalls = Infinity } = rule;
  if (calls >= maxCalls)
    return refuse(
      `\`${name}\` may be called ${maxCalls} times at the most, and was. It was not run; do not call it again.`,
    );
  progress.callsByTool[name] = calls + 1;
  progress.toolCalls++;
  const input = use['input'];
  const args = validated.args ?? (isJsonObject(input) ? input : {});
  const because = askedBecause(rule, args);
  return {
    ...{ tool, args, rules: rule, ...(because !== undefined && { because }) },
    call: { v: FORMAT, toolUseId, hash: validated.hash, firstRunId: workflowInfo().firstExecutionRunId },
    activityId: formatActivityId({ kind: 'tool', ...run.id, position, toolUseId, scheduling: 0 }),
  };
}

/** A call that a person has to approve waits here; the others of the reply do not wait for it. */
async function askAndRun(runnable: Runnable, why: string, run: ToolRun): Promise<Part> {
  const { because, rules, tool, args, call, activityId } = runnable;
  if (because === undefined) return runOne(runnable, run);
  const step = `${run.label} t${run.id.turn}`;
  const question = { approvalId: activityId, tool: tool.name, args, argsHash: call.hash, why, because, step };
  const verdict = await askPerson(question, askingOf(rules));
  if (verdict.decision !== 'approve')
    return { kind: 'refusal', toolUseId: call.toolUseId, text: refusalOf(verdict, tool.name, rules) };
  const { argsHash = call.hash, args: edited = args } = verdict.edited ?? {};
  const approved = { approvalId: activityId, argsHash, approver: verdict.approver };
  const done = await runOne({ ...runnable, args: edited, call: { ...call, hash: argsHash, approved } }, run);
  return withNote(done, noteOf(verdict));
}

function withNote(part: Part, note: string | undefined): Part {
  if (note === undefined) return part;
  if (part.kind === 'refusal') return { ...part, text: `${note}\n\n${part.text}` };
  return part.kind === 'result' ? { ...part, note } : part;
}

async function runOne(runnable: Runnable, run: ToolRun): Promise<Part> {
  const { toolUseId } = runnable.call;
  try {
    await toolSlots.run(() => schedule(runnable, run));
    return { kind: 'result', toolUseId, activityId: runnable.activityId };
  } catch (error) {
    if (isCancellation(error)) throw error;
    if (!(error instanceof ActivityFailure)) throw error;
    return { kind: 'refusal', toolUseId, text: explain(runnable.tool, error) };
  }
}

/** The result itself stays in history, where the next call of Claude reads it. */
function schedule({ tool, args, call, activityId }: Runnable, { agent, id, label }: ToolRun): Promise<unknown> {
  return scheduleActivity(tool.name, [args, call], {
    activityId,
    summary: toolSummary(label, id.turn, args),
    startToCloseTimeout: tool.timeoutMs,
    heartbeatTimeout: agent.heartbeatTimeoutMs,
    retry: RETRY,
    // Explicit: by default a run could be "cancelled" while the effect still happens.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
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
