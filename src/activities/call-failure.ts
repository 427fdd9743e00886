/**
 * How a call of Claude fails: what every failure tells the workflow about costs and about what has to change, and when
 * the last attempt makes it final.
 */
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { NOTHING, type Amount } from '../common/amount';
import { FAILURE } from '../common/failure-type';
import { NO_COST, type CallFailure, type CallInput, type WaitsFor } from '../common/wire';
import type { Attempts } from './attempts';

/** Attempts before the workflow is told that Claude can't be reached: with its backoff about four minutes of waiting. */
export const MAX_CALL_ATTEMPTS = 10;

/** Temporal would retry without end: the last attempt that counts makes the failure final. */
export function finalIfLast(error: unknown, attempts: Attempts, last: number): unknown {
  if (error instanceof CancelledFailure) return error;
  if (error instanceof ApplicationFailure && error.nonRetryable === true) return accountedFor(error, attempts);
  if (attempts.counted < last) return error;
  if (!(error instanceof ApplicationFailure)) {
    return callFailure(FAILURE.unavailable, `The call of Claude failed: ${String(error)}`, {
      unaccounted: attempts.unaccountedBefore(),
    });
  }
  return error.type === FAILURE.newerFormat ? error : accountedFor(error, attempts);
}

/** The final failure says what earlier attempts may have cost, wherever this one ended. */
function accountedFor(error: ApplicationFailure, attempts: Attempts): ApplicationFailure {
  const told = error.details?.[0] as Partial<CallFailure> | undefined; // wire seam: only `waitsFor` without the costs, or both
  const details = [{ ...accounting(attempts.unaccountedBefore()), ...told }];
  return ApplicationFailure.create({
    type: error.type ?? FAILURE.unavailable,
    message: error.message,
    nonRetryable: true,
    details,
  });
}

interface FailureOptions {
  readonly unaccounted?: Amount;
  readonly needed?: Amount;
  readonly isRetryable?: boolean;
  readonly retryAfterMs?: number;
  readonly waitsFor?: WaitsFor;
}

/** A failure of one attempt; `unaccounted` is what all attempts so far may have cost. */
export function callFailure(
  type: string,
  message: string,
  { unaccounted = NOTHING, needed, isRetryable = false, retryAfterMs, waitsFor }: FailureOptions,
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: !isRetryable,
    details: [{ ...accounting(unaccounted), ...(waitsFor && { waitsFor }), ...(needed && { needed }) }],
    ...(retryAfterMs !== undefined && { nextRetryDelay: retryAfterMs }),
  });
}

/** Attempts of this call before its failure is final. */
export function attemptsOf({ attempts = MAX_CALL_ATTEMPTS }: CallInput): number {
  return attempts;
}

/** Nothing is known to be spent, and this much may be. */
export function accounting({ nanoUsd: unaccountedNanoUsd, tokens }: Amount): CallFailure {
  return { ...NO_COST, unaccountedNanoUsd, ...(tokens > 0 && { unaccountedTokens: tokens }) };
}
