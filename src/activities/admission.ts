/**
 * Whether one attempt of a call may be sent: only if all that may have been paid so far, this attempt at its dearest and
 * the closing call that is held back fit into what the workflow allows.
 */
import { NOTHING, plus, type Amount } from '../common/amount';
import { FAILURE } from '../common/failure-type';
import { formatUsd, nanoUsd } from '../common/money';
import { worstCost, type Price } from '../common/prices';
import { tokensOf } from '../common/transcript';
import type { CallInput, CallResult } from '../common/wire';
import type { Attempts } from './attempts';
import { attemptsOf, callFailure } from './call-failure';

/** The words that ask Claude to sum up, and what the API adds around them. */
export const CLOSING_TOKENS = 1_200;

/** The answer to one tool call without its result, as a block. */
const SHORT_ANSWER_TOKENS = 400;

/** Tool calls that the reply before the closing call may make: more have to fit into what is left by luck. */
const ANSWERS_RESERVED = 8;

/** The most that a request with this prompt and this room can take. */
export function reservationFor(promptTokens: number, maxTokens: number, price: Price): Amount {
  return { nanoUsd: worstCost(promptTokens, maxTokens, price), tokens: promptTokens + maxTokens };
}

/** The most that the closing call after this one takes, where one is to be held back. */
export function closingFor(input: CallInput, promptTokens: number, price: Price): Amount {
  if (input.closing !== 'reserve') return NOTHING;
  const answers = ANSWERS_RESERVED * SHORT_ANSWER_TOKENS;
  return reservationFor(promptTokens + input.maxTokens + answers + CLOSING_TOKENS, input.maxTokens, price);
}

/** The same once the reply is there; undefined where none is held back. */
export function closingAfter(input: CallInput, reply: Pick<CallResult, 'usage' | 'content'>, price: Price) {
  if (input.closing !== 'reserve') return undefined;
  const answers = reply.content.filter(({ type }) => type === 'tool_use').length * SHORT_ANSWER_TOKENS;
  return reservationFor(tokensOf(reply) + answers + CLOSING_TOKENS, input.maxTokens, price);
}

/** What attempts before this one may have taken: never more than was allowed, since each was admitted. */
export function unaccountedBefore(input: CallInput, attempts: Attempts, reservation?: Amount): Amount {
  const { nanoUsd: nano, tokens } = attempts.unaccountedBefore(reservation);
  return {
    nanoUsd: nanoUsd(Math.min(nano, input.allowanceNanoUsd ?? Infinity)),
    tokens: Math.min(tokens, input.allowanceTokens ?? Infinity),
  };
}

/** Throws `OverBudget` for an attempt that does not fit, and `ClaudeUnavailable` for one too many. */
export function admit(input: CallInput, reservation: Amount, closing: Amount, attempts: Attempts): void {
  const { allowanceNanoUsd, allowanceTokens = Infinity } = input;
  const unaccounted = unaccountedBefore(input, attempts, reservation);
  if (attempts.counted > attemptsOf(input)) {
    throw callFailure(FAILURE.unavailable, `Claude did not answer in ${attemptsOf(input)} attempts.`, {
      unaccounted,
      waitsFor: 'provider',
    });
  }
  const needed = plus(reservation, closing);
  const all = plus(unaccounted, needed);
  if (all.nanoUsd <= (allowanceNanoUsd ?? Infinity) && all.tokens <= allowanceTokens) return;
  const left = `${allowanceNanoUsd === null ? '' : `${formatUsd(allowanceNanoUsd)} `}${input.allowanceTokens === undefined ? '' : `${allowanceTokens} tokens `}`;
  throw callFailure(
    FAILURE.overBudget,
    `The call may cost ${told(needed)} and earlier attempts ${told(unaccounted)}; the budget has ${left}left.`,
    { unaccounted, needed },
  );
}

function told({ nanoUsd: nano, tokens }: Amount): string {
  return `${formatUsd(nano)} (${tokens} tokens)`;
}
