/**
 * The loop of an agent: ask Claude, do what the reply calls for, until it ends in one of the outcomes. What reaches the
 * world comes in as `Steps`, so the loop itself can be driven by a script.
 */
import type { CallFailure, CallInput, CallResult, Part } from '../common/wire';
import type { Agent } from './agent';
import { allText, finalText, readAnswer, repairPrompt } from './answer';
import { closingCall, refusalsOf } from './closing-call';
import type { Ending, Outcome } from './outcome';
import type { Progress } from './progress';
import type { Hit, Purse } from './purse';
import { callOfTurn } from './turn-call';

/** What one call of Claude is asked with, beside the conversation that `progress` names. */
export interface CallRequest {
  readonly turn: number;
  /** Counts the calls of this turn: a reply that can't stand is dropped and asked for again. */
  readonly scheduling: number;
  readonly maxTokens: number;
  readonly allowanceNanoUsd: CallInput['allowanceNanoUsd'];
  readonly allowanceTokens?: number;
  readonly closing?: CallInput['closing'];
  /** How often the step has waited since the last reply; such a call has one attempt. */
  readonly waited: number;
}

/** A reply and the id of the call that got it; or what a call that did not fit the budget had cost before. */
export type Called =
  | { readonly id: string; readonly reply: CallResult }
  | { readonly overBudget: CallFailure }
  /** The conversation is larger than the API takes. */
  | { readonly tooLarge: CallFailure }
  /** The agent is disabled. */
  | { readonly stopped: CallFailure }
  /** No reply until somebody outside the run changes something. */
  | { readonly unanswered: CallFailure }
  /** Cancelled by the clock; undefined where nobody knows what it cost. */
  | { readonly timeUp: CallFailure | undefined };

/** What the loop does to the world. */
export interface Steps {
  call(request: CallRequest, progress: Progress): Promise<Called>;
  /** Waits until it is worth asking again; may change the model. `failure` is what the call said it waits for. */
  wait(failure: CallFailure, request: CallRequest, progress: Progress): Promise<void>;
  tools(reply: CallResult, progress: Progress): Promise<readonly Part[]>;
  /** Waits until a person has raised the limit. */
  pause(hit: Hit, progress: Progress): Promise<void>;
  /** Asked before every turn: why the loop must pause or end here, if it must. */
  boundary(progress: Progress): 'carry' | 'contextFull' | undefined;
}

/** Runs until there is an outcome, or `'carry'`: a turn boundary where the run is to go on in a new one. */
export async function runLoop<Output>(
  agent: Agent<Output>,
  purse: Purse,
  progress: Progress,
  steps: Steps,
): Promise<Outcome<Output> | 'carry'> {
  let text = '';
  const end = (ending: Ending<Output>): Outcome<Output> => {
    const { costNanoUsd, unaccountedNanoUsd, turns } = progress;
    return { ...ending, costNanoUsd, unaccountedNanoUsd, turns };
  };
  const endAt = ({ limit, budget }: Hit): Outcome<Output> =>
    limit === 'turns' && budget === purse.own ? end({ kind: 'turnLimit', text }) : end({ kind: 'budget', limit, text });
  /** Undefined where the limit was raised. Where the agent just ends nothing is awaited: it ends in the same moment. */
  const reach = async (hit: Hit): Promise<Outcome<Output> | undefined> => {
    if (hit.atLimit === 'pause') return purse.rest(() => steps.pause(hit, progress)) as Promise<undefined>;
    const closing = await closingCall(agent, purse, progress, steps, hit.limit);
    text = (closing && allText(closing)) || text;
    return endAt(hit);
  };
  for (;;) {
    const over = purse.timeUp ?? purse.beyond('turns');
    const boundary = over ? undefined : steps.boundary(progress);
    if (boundary === 'carry') return 'carry';
    if (boundary === 'contextFull') return end({ kind: 'contextFull', text });
    const called = over ?? (await callOfTurn(agent, purse, progress, steps));
    if ('limit' in called) {
      const outcome = called.atLimit === 'end' ? endAt(called) : await reach(called);
      if (outcome) return outcome;
      continue;
    }
    if ('tooLarge' in called) return end({ kind: 'contextFull', text });
    if ('stopped' in called) {
      const { by = 'unknown', reason = '' } = called.stopped.stopped ?? {};
      return end({ kind: 'stopped', by, reason, text });
    }
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
        const beyond = (): Hit | undefined => purse.timeUp ?? purse.beyond('turns') ?? purse.beyond('toolCalls', count);
        for (let hit = beyond(); hit; hit = beyond()) {
          if (hit.atLimit === 'close') advance(progress, called.id, refusalsOf(reply, hit.limit));
          const outcome = hit.atLimit === 'end' ? endAt(hit) : await reach(hit);
          if (outcome) return outcome;
        }
        const before = progress.toolCalls;
        purse.count('toolCalls', count); // until it is known how many were run, so that others do not use them up
        advance(progress, called.id, await steps.tools(reply, progress));
        purse.count('toolCalls', progress.toolCalls - before - count);
        break;
      }
      default: {
        const answer = readAnswer(agent, finalText(reply));
        if ('output' in answer) return end({ kind: 'answer', output: answer.output });
        if (progress.repaired || purse.beyond('turns')) return end({ kind: 'invalid', text, problem: answer.problem });
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
