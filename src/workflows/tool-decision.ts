/** Static code disposes: what becomes of each tool call that Claude proposes, decided before any call of the reply runs. */
import { workflowInfo } from '@temporalio/workflow';
import { isJsonObject, type JsonObject } from '../common/json';
import type { ToolOffer } from '../common/offer';
import { CLAIMED_FORMAT, FORMAT, type Block, type CallResult, type Part, type ValidatedCall } from '../common/wire';
import { tooEarly } from './after-rule';
import { askedBecause } from './approval-rule';
import { noRoomToUndo } from './compensation';
import type { Progress } from './progress';
import { callsLeft, unknownOutcomes } from './run-state';
import { judge, readByTool, taintAt, type Judgement } from './taint';
import { unknownKey, type Runnable, type ToolRun } from './tool-run';
import type { Rules } from './toolbox';

/** A call that is answered here and starts nothing. */
export type Refused = Part & { readonly kind: 'refusal' };

/** A refusal for Claude to read, or a call that may run. One that may run is counted. */
export function decide(
  uses: readonly Block[],
  position: number,
  reply: CallResult,
  { agent, progress }: ToolRun,
): Refused | Runnable {
  const use = uses[position] ?? { type: 'tool_use' };
  const name = String(use['name']);
  const toolUseId = String(use['id']);
  const refuse = (text: string): Refused => ({ kind: 'refusal', toolUseId, text });
  const rules = agent.tools?.rules ?? {};
  const tool = Object.hasOwn(rules, name) ? progress.offer.tools.find((offered) => offered.name === name) : undefined;
  if (!tool)
    return refuse(`There is no tool \`${name}\`. Nothing was run. The tools are: ${Object.keys(rules).join(', ')}.`);
  const validated = reply.calls[position];
  if (!validated || 'problem' in validated) return refuse(validated?.problem ?? 'The call was not validated.');
  const rule = rules[name] ?? {};
  const isUnknown = unknownOutcomes.has(unknownKey(name, validated.hash));
  const args = argumentsOf(use, validated);
  const problem =
    limitProblem(name, rule, progress) ??
    (isUnknown && rule.onUnknown !== 'ask' ? unknownProblem(name) : undefined) ??
    noRoomToUndo(progress, tool, args);
  if (problem !== undefined) return refuse(problem);
  const judged = judgeTaint(tool, rule, uses, position, progress);
  if (judged !== 'run' && 'refuse' in judged) return refuse(taintProblem(name, judged.refuse));
  count(tool, progress);
  const because = [
    isUnknown ? 'the same call may have taken effect before' : undefined,
    askedBecause(rule, args),
    judged === 'run' ? undefined : judged.ask,
  ].filter((reason) => reason !== undefined);
  return {
    ...{ tool, args, position, rules: rule, ...(because.length > 0 && { because: because.join('; ') }) },
    call: {
      ...{ v: formatOfCall(tool), toolUseId, hash: validated.hash, firstRunId: workflowInfo().firstExecutionRunId },
      ...(isUnknown && { again: true }),
    },
  };
}

/** What the agent's run so far has to say against a call. */
function limitProblem(name: string, rule: Rules, progress: Progress): string | undefined {
  const { maxCalls = Infinity } = rule;
  if (callsOf(name, progress) >= maxCalls)
    return `\`${name}\` may be called ${maxCalls} times at the most, and was. It was not run; do not call it again.`;
  if (callsLeft.get(name) === 0)
    return `\`${name}\` may not be called any more in this run. It was not run; do not call it again.`;
  return tooEarly(name, rule, progress.succeeded);
}

/** Calls of tools from before outcomes could be found out stay as they were. */
function formatOfCall({ effect, verifies }: ToolOffer): number {
  return effect === 'once' && verifies !== undefined ? CLAIMED_FORMAT : FORMAT;
}

/** For Claude, where the same call may have taken effect before. */
export function unknownProblem(name: string): string {
  return `It is not known whether \`${name}\` with these arguments took effect before, so it was not run again. Do not repeat it; say that its outcome is unknown.`;
}

/** Segments that were opened by code without this policy go on without it: their histories have to replay. */
function judgeTaint(
  tool: ToolOffer,
  { tainted }: Rules,
  uses: readonly Block[],
  position: number,
  { offer, taint }: Progress,
): Judgement {
  return offer.policy === undefined ? 'run' : judge(tool, tainted, taintAt(taint, uses, position, offer.tools));
}

function taintProblem(name: string, why: string): string {
  return `\`${name}\` takes effect, and may not be called any more, since ${why}. It was not run; do not call it again.`;
}

function count(tool: ToolOffer, progress: Progress): void {
  progress.callsByTool[tool.name] = callsOf(tool.name, progress) + 1;
  progress.toolCalls++;
  const left = callsLeft.get(tool.name);
  if (left !== undefined) callsLeft.set(tool.name, left - 1);
  readByTool(progress.taint, tool);
}

function callsOf(name: string, { callsByTool }: Progress): number {
  return Object.hasOwn(callsByTool, name) ? (callsByTool[name] ?? 0) : 0;
}

function argumentsOf(use: Block, validated: Exclude<ValidatedCall, { problem: string }>): JsonObject {
  const input = use['input'];
  return validated.args ?? (isJsonObject(input) ? input : {});
}
