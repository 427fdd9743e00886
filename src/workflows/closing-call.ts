/**
 * The one call that is held back for the end: Claude sums up, without tools. Where the results of the last tools no longer
 * fit, Claude is told only that they ran.
 */
import type { LimitKind } from '../common/limits';
import type { CallResult, Part } from '../common/wire';
import type { Agent } from './agent';
import type { Called, Steps } from './agent-loop';
import { settleCall, settleThrown } from './call-cost';
import type { Progress } from './progress';
import type { Purse } from './purse';
import { beginTurn, takeTurnBack } from './turn-call';

const OF: Readonly<Record<LimitKind, string>> = {
  usd: 'money',
  tokens: 'tokens',
  turns: 'turns',
  toolCalls: 'tool calls',
  time: 'time',
};

/** Asks once. Undefined where the call does not fit, or nobody answers: the outcome then has what there was before. */
export async function closingCall(
  agent: Agent<unknown>,
  purse: Purse,
  progress: Progress,
  steps: Steps,
  limit: LimitKind,
): Promise<CallResult | undefined> {
  const words = { kind: 'text', text: closingPrompt(limit) } as const;
  const short = progress.delta.map(withoutResult);
  const deltas = [progress.delta, ...(short.some((part, at) => part !== progress.delta[at]) ? [short] : [])];
  for (const delta of deltas) {
    const scheduling = beginTurn(progress, purse);
    progress.delta = [...delta, words];
    const called = await callOnce(agent, purse, progress, steps, scheduling);
    const taken = settleCall(called, progress, purse);
    if ('reply' in called) return called.reply.malformed ? undefined : called.reply;
    if (!('overBudget' in called) || taken.nanoUsd > 0) return undefined;
    takeTurnBack(progress, purse, scheduling + 1);
  }
  return undefined;
}

/** The answers to the calls of a reply that is not acted upon: the API takes no message without them. */
export function refusalsOf({ content }: CallResult, limit: LimitKind): readonly Part[] {
  return content
    .filter(({ type }) => type === 'tool_use')
    .map(({ id }) => ({
      kind: 'refusal',
      toolUseId: String(id),
      text: `Not run: the limit of ${OF[limit]} is reached.`,
    }));
}

async function callOnce(
  agent: Agent<unknown>,
  purse: Purse,
  progress: Progress,
  steps: Steps,
  scheduling: number,
): Promise<Called> {
  const { closing: _, ...allowance } = purse.allowanceOf(purse.grantRest());
  const request = { turn: progress.turns, scheduling, maxTokens: agent.maxTokens, waited: 0, ...allowance };
  try {
    return await steps.call({ ...request, closing: 'now' }, progress);
  } catch (error) {
    settleThrown(error, purse);
    throw error;
  }
}

function withoutResult(part: Part): Part {
  if (part.kind !== 'result') return part;
  const text = 'It was run; its result is left out, since the limit of this task is reached.';
  return { kind: 'refusal', toolUseId: part.toolUseId, text };
}

function closingPrompt(limit: LimitKind): string {
  return `The limit of ${OF[limit]} of this task is reached, so no more tools can be used. Say now, briefly and in the form that was asked for, what you found out, what you did, and what is left open.`;
}
