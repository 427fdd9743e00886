/** Static code disposes: what becomes of each tool call that Claude proposes, decided before any call of the reply runs. */
import { workflowInfo } from '@temporalio/workflow';
import { isJsonObject } from '../common/json';
import {
  CLAIMED_FORMAT,
  FORMAT,
  type Block,
  type CallResult,
  type Part,
  type ToolOffer,
  type ValidatedCall,
} from '../common/wire';
import { tooEarly } from './after-rule';
import { askedBecause } from './approval-rule';
import type { Progress } from './progress';
import { unknownOutcomes } from './run-state';
import { unknownKey, type Runnable, type ToolRun } from './tool-run';
import type { Rules } from './toolbox';

/** A call that is answered here and starts nothing. */
export type Refused = Part & { readonly kind: 'refusal' };

/** A refusal for Claude to read, or a call that may run. One that may run is counted. */
export function decide(
  use: Block,
  position: number,
  reply: CallResult,
  { agent, progress }: ToolRun,
): Refused | Runnable {
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
  const problem =
    limitProblem(name, rule, progress) ?? (isUnknown && rule.onUnknown !== 'ask' ? unknownProblem(name) : undefined);
  if (problem !== undefined) return refuse(problem);
  progress.callsByTool[name] = callsOf(name, progress) + 1;
  progress.toolCalls++;
  const args = argumentsOf(use, validated);
  const because = isUnknown ? 'the same call may have taken effect before' : askedBecause(rule, args);
  return {
    ...{ tool, args, position, rules: rule, ...(because !== undefined && { because }) },
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

function callsOf(name: string, { callsByTool }: Progress): number {
  return Object.hasOwn(callsByTool, name) ? (callsByTool[name] ?? 0) : 0;
}

function argumentsOf(use: Block, validated: Exclude<ValidatedCall, { problem: string }>): Runnable['args'] {
  const input = use['input'];
  return validated.args ?? (isJsonObject(input) ? input : {});
}
