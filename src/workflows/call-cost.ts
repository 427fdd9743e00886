/** What a call of Claude took out of its budgets, read from its reply or from how it failed. */
import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { NOTHING, type Amount } from '../common/amount';
import { isJsonObject } from '../common/json';
import { nanoUsd } from '../common/money';
import { tokensOf } from '../common/transcript';
import { NO_COST, type CallFailure } from '../common/wire';
import type { Called } from './agent-loop';
import { UNLIMITED } from './budget';
import { settle, type Progress } from './progress';
import type { Purse } from './purse';

/** Books what a call took, and keeps what its closing call may take. Returns what it took. */
export function settleCall(called: Called, progress: Progress, purse: Purse): Amount {
  if ('reply' in called) {
    const { reply } = called;
    const tokens = tokensOf(reply) + (reply.unaccountedTokens ?? 0);
    settle(progress, reply, tokens);
    return purse.settle(amountOf(reply, tokens), reply.closing);
  }
  const failure = failureOf(called);
  const taken = purse.settle(failure && amountOf(failure, failure.unaccountedTokens));
  settle(progress, failure ?? { ...NO_COST, unaccountedNanoUsd: taken.nanoUsd }, taken.tokens);
  return taken;
}

/** The same where the agent ends by it: what it took counts for the others of the run. */
export function settleThrown(error: unknown, purse: Purse): void {
  const failure = failureIn(error);
  purse.settle(failure && amountOf(failure, failure.unaccountedTokens));
}

/** What the next grant has to have at the least. Workers from before they said so are given any more than before. */
export function neededBy({ needed }: CallFailure, granted: Amount): Amount {
  return needed ?? { ...NOTHING, nanoUsd: nanoUsd(Math.min(granted.nanoUsd + 1, UNLIMITED)) };
}

/** The account that an error of a call carries; undefined where nobody knows, as when its worker was lost meanwhile. */
export function failureIn(error: unknown): CallFailure | undefined {
  if (error instanceof CancelledFailure) return NO_COST; // it was not scheduled yet
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure || cause instanceof CancelledFailure)) return undefined;
  const told: unknown = cause.details?.[0];
  if (isJsonObject(told)) return { ...NO_COST, ...(told as Partial<CallFailure>) }; // wire seam
  return cause instanceof ApplicationFailure ? NO_COST : undefined;
}

function failureOf(called: Exclude<Called, { readonly reply: unknown }>): CallFailure | undefined {
  if ('overBudget' in called) return called.overBudget;
  if ('tooLarge' in called) return called.tooLarge;
  if ('stopped' in called) return called.stopped;
  return 'unanswered' in called ? called.unanswered : called.timeUp;
}

function amountOf({ costNanoUsd, unaccountedNanoUsd }: CallFailure, tokens = 0): Amount {
  return { nanoUsd: nanoUsd(costNanoUsd + unaccountedNanoUsd), tokens };
}
