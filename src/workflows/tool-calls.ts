/**
 * Runs the tool calls of one reply: those that may run in parallel, each as an activity of its own; the others are
 * answered here and start nothing. One failing call does not take the others down.
 */
import { workflowInfo } from '@temporalio/workflow';
import { isJsonObject } from '../common/json';
import { FORMAT, type Block, type CallResult, type Part } from '../common/wire';
import { allText } from './answer';
import { askedBecause, askingOf, noteOf, refusalOf } from './approval-rule';
import { askPerson } from './approvals';
import type { Progress } from './progress';
import { runTool, toolActivityId, unknownKey, type Runnable, type ToolRun } from './tool-run';

/** The results in the order of the calls, for the next message. Cancellation is thrown once every call has ended. */
export async function runTools(
  reply: CallResult,
  progress: Progress,
  place: Omit<ToolRun, 'progress'>,
): Promise<readonly Part[]> {
  const run = { ...place, progress };
  const uses = reply.content.filter(({ type }) => type === 'tool_use');
  const decided = uses.map((use, position) => decide(use, position, reply, run));
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
  { agent, progress }: ToolRun,
): (Part & { kind: 'refusal' }) | Runnable {
  const name = String(use['name']);
  const toolUseId = String(use['id']);
  const refuse = (text: string) => ({ kind: 'refusal', toolUseId, text }) as const;
  const rules = agent.tools?.rules ?? {};
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
  const isUnknown = progress.unknown.includes(unknownKey(name, validated.hash));
  if (isUnknown && rule.onUnknown !== 'ask')
    return refuse(
      `It is not known whether \`${name}\` with these arguments took effect before, so it was not run again. Do not repeat it; say that its outcome is unknown.`,
    );
  progress.callsByTool[name] = calls + 1;
  progress.toolCalls++;
  const input = use['input'];
  const args = validated.args ?? (isJsonObject(input) ? input : {});
  const because = isUnknown ? 'the same call may have taken effect before' : askedBecause(rule, args);
  return {
    ...{ tool, args, position, rules: rule, ...(because !== undefined && { because }) },
    call: { v: FORMAT, toolUseId, hash: validated.hash, firstRunId: workflowInfo().firstExecutionRunId },
  };
}

/** A call that a person has to approve waits here; the others of the reply do not wait for it. */
async function askAndRun(runnable: Runnable, why: string, run: ToolRun): Promise<Part> {
  const { because, rules, tool, args, call } = runnable;
  if (because === undefined) return runTool(runnable, run);
  const approvalId = toolActivityId(runnable, run);
  const step = `${run.label} t${run.id.turn}`;
  const question = { approvalId, tool: tool.name, args, argsHash: call.hash, why, because, step };
  const verdict = await askPerson(question, askingOf(rules));
  if (verdict.decision !== 'approve')
    return { kind: 'refusal', toolUseId: call.toolUseId, text: refusalOf(verdict, tool.name, rules) };
  const { argsHash = call.hash, args: edited = args } = verdict.edited ?? {};
  const approved = { approvalId, argsHash, approver: verdict.approver };
  const done = await runTool({ ...runnable, args: edited, call: { ...call, hash: argsHash, approved } }, run);
  return withNote(done, noteOf(verdict));
}

function withNote(part: Part, note: string | undefined): Part {
  if (note === undefined) return part;
  if (part.kind === 'refusal') return { ...part, text: `${note}\n\n${part.text}` };
  return part.kind === 'result' ? { ...part, note } : part;
}
