/**
 * The loop of an agent: ask Claude, do what the reply calls for, until it ends in one of the outcomes. What reaches the
 * world comes in as `Steps`, so the loop itself can be driven by a script.
 */
import type { CallFailure, CallResult, Part } from '../common/wire';
import type { Agent } from './agent';
import { allText, finalText, readAnswer, repairPrompt } from './answer';
import type { Ask } from './ask';
import type { Ending, Outcome } from './outcome';
import type { Progress } from './progress';
import { callOfTurn } from './turn-call';

/** What one call of Claude is asked with, beside the conversation that `progress` names. */
export interface CallRequest {
  readonly turn: number;
  /** Counts the calls of this turn: a reply that can't stand is dropped and asked for again. */
  readonly scheduling: number;
  readonly maxTokens: number;
  readonly allowanceNanoUsd: CallResult['costNanoUsd'] | null;
  /** How often the step has waited since the last reply; such a call has one attempt. */
  readonly waited: number;
}

/** A reply and the id of the call that got it; or what a call that did not fit the budget had cost before. */
export type Called =
  | { readonly id: string; readonly reply: CallResult }
  | { readonly overBudget: CallFailure }
  /** The conversation is larger than the API takes. */
  | { readonly tooLarge: CallFailure }
  /** No reply until somebody outside the run changes something. */
  | { readonly unanswered: CallFailure };

/** What the loop does to the world. */
export interface Steps {
  call(request: CallRequest, progress: Progress): Promise<Called>;
  /** Waits until it is worth asking again; may change the model. `failure` is what the call said it waits for. */
  wait(failure: CallFailure, request: CallRequest, progress: Progress): Promise<void>;
  tools(reply: CallResult, progress: Progress): Promise<readonly Part[]>;
  /** Asked before every turn: why the loop must pause or end here, if it must. */
  boundary(progress: Progress): 'carry' | 'contextFull' | undefined;
}

/** Runs until there is an outcome, or `'carry'`: a turn boundary where the run is to go on in a new one. */
export async function runLoop<Output>(
  agent: Agent<Output>,
  ask: Ask,
  progress: Progress,
  steps: Steps,
): Promise<Outcome<Output> | 'carry'> {
  let text = '';
  const end = (ending: Ending<Output>): Outcome<Output> => {
    const { costNanoUsd, unaccountedNanoUsd, turns } = progress;
    return { ...ending, costNanoUsd, unaccountedNanoUsd, turns };
  };
  for (;;) {
    if (progress.turns >= agent.maxTurns) return end({ kind: 'turnLimit', text });
    const boundary = steps.boundary(progress);
    if (boundary === 'carry') return 'carry';
    if (boundary === 'contextFull') return end({ kind: 'contextFull', text });
    const called = await callOfTurn(agent, ask, progress, steps);
    if ('overBudget' in called) return end({ kind: 'budget', limit: 'usd', text });
    if ('tooLarge' in called) return end({ kind: 'contextFull', text });
    const { reply } = called;
    text = allText(reply) || text;
    switch (reply.stopReason) {
      case 'max_tokens':
        return end({ kind: 'cut', text });
      case 'refusal':
        return end({ kind: 'refused', category: categoryOf(reply), text });
      case 'model_context_window_exceeded':
        return end({ kind: 'contextFull', text });
      case 'pause_turn':
        advance(progress, called.id, []);
        break;
      case 'tool_use': {
        const count = reply.content.filter(({ type }) => type === 'tool_use').length;
        if (progress.turns >= agent.maxTurns) return end({ kind: 'turnLimit', text });
        if (progress.toolCalls + count > (ask.maxToolCalls ?? Infinity))
          return end({ kind: 'budget', limit: 'toolCalls', text });
        advance(progress, called.id, await steps.tools(reply, progress));
        break;
      }
      default: {
        const answer = readAnswer(agent, finalText(reply));
        if ('output' in answer) return end({ kind: 'answer', output: answer.output });
        if (progress.repaired || progress.turns >= agent.maxTurns)
          return end({ kind: 'invalid', text, problem: answer.problem });
        progress.repaired = true;
        advance(progress, called.id, [
          { kind: 'text', text: repairPrompt(answer.problem, agent.output !== undefined) },
        ]);
      }
    }
  }
}

function advance(progress: Progress, parent: string, delta: readonly Part[]): void {
  progress.parent = parent;
  progress.delta = delta;
}

function categoryOf({ stopDetails }: CallResult): string | null {
  const category = stopDetails?.['category'];
  return typeof category === 'string' ? category : null;
}
