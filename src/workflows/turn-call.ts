/**
 * The call of one turn: asked again where a reply can't stand in the conversation or was cut off, and as often as it
 * takes where nobody answers.
 */
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../common/failure-type';
import type { CallResult } from '../common/wire';
import type { Agent } from './agent';
import type { Called, Steps } from './agent-loop';
import type { Ask } from './ask';
import { allowance, settle, type Progress } from './progress';

/** A reply that is cut off is asked for once more with this much room; a malformed one with the same. */
const MORE_ROOM = 2;

/** The longest reply that any model gives. */
const MAX_OUTPUT_TOKENS = 128_000;

/** A reply that the loop can act upon, or what the budget did not allow. */
export async function callOfTurn(
  agent: Agent<unknown>,
  ask: Ask,
  progress: Progress,
  steps: Steps,
): Promise<Exclude<Called, { readonly unanswered: unknown }>> {
  progress.turns++;
  let room = agent.maxTokens;
  let isMalformedBefore = false;
  let waited = 0;
  for (let scheduling = 0; ; scheduling++) {
    const allowanceNanoUsd = allowance(progress, ask.budget);
    const request = { turn: progress.turns, scheduling, maxTokens: room, allowanceNanoUsd, waited };
    const called = await steps.call(request, progress);
    if ('overBudget' in called || 'tooLarge' in called) {
      const spent = 'overBudget' in called ? called.overBudget : called.tooLarge;
      settle(progress, spent);
      if (scheduling === 0 && spent.unaccountedNanoUsd === 0) progress.turns--; // nothing was sent
      return called;
    }
    if ('unanswered' in called) {
      settle(progress, called.unanswered);
      await steps.wait(called.unanswered, request, progress);
      waited++;
      continue;
    }
    const { id, reply } = called;
    settle(progress, reply);
    waited = 0;
    progress.segment ??= id;
    progress.offer = reply.offer ?? progress.offer;
    if (reply.malformed) {
      if (isMalformedBefore) throw malformed(reply.malformed);
      isMalformedBefore = true;
    } else if (isCutOff(reply) && room === agent.maxTokens && room < MAX_OUTPUT_TOKENS) {
      room = Math.min(room * MORE_ROOM, MAX_OUTPUT_TOKENS);
    } else {
      return called;
    }
  }
}

function isCutOff({ stopReason }: CallResult): boolean {
  return stopReason === 'max_tokens';
}

function malformed(reason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Claude's reply can't stand in a conversation, twice in a row: ${reason}.`,
    FAILURE.malformedReply,
  );
}
