/**
 * The loop of an agent: ask Claude, do what the reply calls for, until it ends in one of the outcomes. What reaches the
 * world comes in as `Steps`, so the loop itself can be driven by a script.
 */
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../common/failure-type';
import type { Accounting, CallResult, Part } from '../common/wire';
import type { Agent } from './agent';
import { allText, finalText, readAnswer, repairPrompt } from './answer';
import type { Ask } from './ask';
import type { Ending, Outcome } from './outcome';
import { allowance, settle, type Progress } from './progress';

/** What one call of Claude is asked with, beside the conversation that `progress` names. */
export interface CallRequest {
  readonly turn: number;
  /** Counts the calls of this turn: a reply that can't stand is dropped and asked for again. */
  readonly scheduling: number;
  readonly maxTokens: number;
  readonly allowanceNanoUsd: CallResult['costNanoUsd'] | null;
}

/** A reply and the id of the call that got it; or what a call that did not fit the budget had cost before. */
export type Called = { readonly id: string; readonly reply: CallResult } | { readonly overBudget: Accounting };

/** What the loop does to the world. */
export interface Steps {
  call(request: CallRequest, progress: Progress): Promise<Called>;
  tools(reply: CallResult, progress: Progress): Promise<readonly Part[]>;
  /** Asked before every turn: why the loop must pause or end here, if it must. */
  boundary(progress: Progress): 'carry' | 'contextFull' | undefined;
}

/** A reply that is cut off is asked for once more with this much room; a malformed one with the same. */
const MORE_ROOM = 2;

/** The longest reply that any model gives. */
const MAX_OUTPUT_TOKENS = 128_000;

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

/** One turn's call: a malformed reply is dropped and asked for once more, a cut-off one with more room. */
async function callOfTurn(agent: Agent<unknown>, ask: Ask, progress: Progress, steps: Steps): Promise<Called> {
  progress.turns++;
  let room = agent.maxTokens;
  let isMalformedBefore = false;
  for (let scheduling = 0; ; scheduling++) {
    const request = {
      turn: progress.turns,
      scheduling,
      maxTokens: room,
      allowanceNanoUsd: allowance(progress, ask.budget),
    };
    const called = await steps.call(request, progress);
    if ('overBudget' in called) {
      settle(progress, called.overBudget);
      if (scheduling === 0 && called.overBudget.unaccountedNanoUsd === 0) progress.turns--; // nothing was sent
      return called;
    }
    const { id, reply } = called;
    settle(progress, reply);
    progress.segment ??= id;
    progress.offer = reply.offer ?? progress.offer;
    if (reply.malformed) {
      if (isMalformedBefore) throw malformed(reply.malformed);
      isMalformedBefore = true;
    } else if (reply.stopReason === 'max_tokens' && room === agent.maxTokens && room < MAX_OUTPUT_TOKENS) {
      room = Math.min(room * MORE_ROOM, MAX_OUTPUT_TOKENS);
    } else {
      return called;
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

function malformed(reason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Claude's reply can't stand in a conversation, twice in a row: ${reason}.`,
    FAILURE.malformedReply,
  );
}
