/**
 * Runs the tool calls of one reply: those that may run in parallel, each as an activity of its own; the others are
 * answered here and start nothing. One failing call does not take the others down.
 */
import type { CallResult, Part } from '../common/wire';
import { allText } from './answer';
import { askingOf, noteOf, refusalOf } from './approval-rule';
import { askPerson } from './approvals';
import { underClock } from './deadline';
import type { Verdict } from './open-approvals';
import type { Progress } from './progress';
import { unknownOutcomes } from './run-state';
import { decide, unknownProblem } from './tool-decision';
import { runTool, toolActivityId, unknownKey, type Runnable, type ToolRun } from './tool-run';

/** The results in the order of the calls, for the next message. Cancellation is thrown once every call has ended. */
export async function runTools(
  reply: CallResult,
  progress: Progress,
  place: Omit<ToolRun, 'progress'>,
): Promise<readonly Part[]> {
  const run = { ...place, progress };
  const uses = reply.content.filter(({ type }) => type === 'tool_use');
  const decided = uses.map((_, position) => decide(uses, position, reply, run));
  const why = allText(reply);
  const settled = await Promise.allSettled(
    decided.map(async (one) => ('text' in one ? one : askAndRun(one, why, run))),
  );
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** A call that a person has to approve waits here; the others of the reply do not wait for it. */
async function askAndRun(runnable: Runnable, why: string, run: ToolRun): Promise<Part> {
  const { because, rules, tool, args, call } = runnable;
  if (because === undefined) return runTool(runnable, run);
  const approvalId = toolActivityId(runnable, run);
  const step = `${run.label} t${run.id.turn}`;
  const { name, description, inputSchema: schema } = tool;
  const question = { approvalId, tool: name, description, args, schema, argsHash: call.hash, why, because, step };
  const ask = () => askPerson(question, askingOf(rules));
  const { deadlines } = run;
  const verdict = await (deadlines.length === 0
    ? ask()
    : underClock<Verdict | undefined>(deadlines, ask, () => undefined));
  if (!verdict)
    return {
      kind: 'refusal',
      toolUseId: call.toolUseId,
      text: `The time was up before anybody approved. \`${name}\` was not run.`,
    };
  if (verdict.decision !== 'approve')
    return { kind: 'refusal', toolUseId: call.toolUseId, text: refusalOf(verdict, tool.name, rules) };
  const { argsHash = call.hash, args: edited = args } = verdict.edited ?? {};
  const key = unknownKey(tool.name, argsHash);
  if (unknownOutcomes.has(key) && !(call.again && argsHash === call.hash))
    // the person was not told so
    return { kind: 'refusal', toolUseId: call.toolUseId, text: unknownProblem(tool.name) };
  const approved = { approvalId, argsHash, approver: verdict.approver };
  const done = await runTool({ ...runnable, args: edited, call: { ...call, hash: argsHash, approved } }, run);
  if (unknownOutcomes.has(key)) unknownOutcomes.add(unknownKey(tool.name, call.hash)); // what Claude would repeat
  return withNote(done, noteOf(verdict));
}

function withNote(part: Part, note: string | undefined): Part {
  if (note === undefined) return part;
  if (part.kind === 'refusal') return { ...part, text: `${note}\n\n${part.text}` };
  if (part.kind !== 'result') return part;
  return { ...part, note: part.note === undefined ? note : `${note}\n\n${part.note}` };
}
