/**
 * The call of one turn: asked again where a reply can't stand in the conversation or was cut off, where others gave back
 * what it needs, and as often as it takes where nobody answers.
 */
import { ApplicationFailure } from '@temporalio/common';
import type { Amount } from '../common/amount';
import { FAILURE } from '../common/failure-type';
import type { CallResult } from '../common/wire';
import type { Agent } from './agent';
import type { Called, Steps } from './agent-loop';
import { neededBy, settleCall, settleThrown } from './call-cost';
import { takeOffer, type Progress } from './progress';
import type { Hit, Purse } from './purse';

/** A reply that is cut off is asked for once more with this much room; a malformed one with the same. */
const MORE_ROOM = 2;

/** The longest reply that any model gives. */
const MAX_OUTPUT_TOKENS = 128_000;

/** A reply that the loop can act upon, a conversation that is too large, an agent that is disabled, or the limit in the way. */
export type Answered =
  Extract<Called, { readonly reply: unknown } | { readonly tooLarge: unknown } | { readonly stopped: unknown }> | Hit;

/** Where the turn stands between two schedulings. */
interface Standing {
  room: number;
  isMalformedBefore: boolean;
  waited: number;
}

/** Makes the call. Nothing is awaited where nothing has to be: histories hold the order of several agents' commands. */
export async function callOfTurn(
  agent: Agent<unknown>,
  purse: Purse,
  progress: Progress,
  steps: Steps,
): Promise<Answered> {
  const standing: Standing = { room: agent.maxTokens, isMalformedBefore: false, waited: 0 };
  let isSent = false;
  let needed: Amount | undefined;
  for (let scheduling = beginTurn(progress, purse); ; scheduling++) {
    let granted = purse.timeUp ?? purse.grant(needed);
    if (granted === 'wait') granted = await purse.grantAfterWaiting(needed);
    if ('limit' in granted) {
      if (!isSent) takeTurnBack(progress, purse, scheduling);
      return granted;
    }
    const { room: maxTokens, waited } = standing;
    const request = { turn: progress.turns, scheduling, maxTokens, waited, ...purse.allowanceOf(granted) };
    let called: Called;
    try {
      called = await steps.call(request, progress);
    } catch (error) {
      settleThrown(error, purse);
      throw error;
    }
    const taken = settleCall(called, progress, purse);
    isSent ||= 'reply' in called || 'unanswered' in called || taken.nanoUsd > 0;
    if ('tooLarge' in called || 'stopped' in called) {
      if (!isSent) takeTurnBack(progress, purse, scheduling + 1);
      return called;
    }
    if ('unanswered' in called) {
      await steps.wait(called.unanswered, request, progress);
      standing.waited++;
    }
    if ('reply' in called) {
      progress.segment ??= called.id;
      if (called.reply.offer) takeOffer(progress, called.reply.offer);
      if (isUsable(called.reply, agent, standing)) return called;
    }
    needed = 'overBudget' in called ? neededBy(called.overBudget, granted) : undefined;
  }
}

/** Counts it, and returns its first scheduling: a number that was taken back goes on where it stopped. */
export function beginTurn(progress: Progress, purse: Purse): number {
  const { schedulings } = progress;
  progress.turns++;
  progress.schedulings = 0;
  purse.count('turns');
  return schedulings;
}

/** Nothing was sent, so the turn does not count; its number is used again, `schedulings` are not. */
export function takeTurnBack(progress: Progress, purse: Purse, schedulings: number): void {
  progress.turns--;
  progress.schedulings = schedulings;
  purse.count('turns', -1);
}

/** Whether the loop can act upon a reply; else says with how much room it is asked for again. */
function isUsable({ malformed: problem, stopReason }: CallResult, agent: Agent<unknown>, standing: Standing): boolean {
  standing.waited = 0;
  if (problem) {
    if (standing.isMalformedBefore) throw malformed(problem);
    standing.isMalformedBefore = true;
    return false;
  }
  const { room } = standing;
  if (stopReason !== 'max_tokens' || room !== agent.maxTokens || room >= MAX_OUTPUT_TOKENS) return true;
  standing.room = Math.min(room * MORE_ROOM, MAX_OUTPUT_TOKENS);
  return false;
}

function malformed(reason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Claude's reply can't stand in a conversation, twice in a row: ${reason}.`,
    FAILURE.malformedReply,
  );
}
