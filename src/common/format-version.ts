/** The gate for everything that crosses a boundary: older formats are read for ever, newer ones are left to newer code. */
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from './failure-type';
import { NEWEST_FORMAT } from './wire';

/** Long enough that a deploy's rolling replacement gets ahead, short enough not to be noticed. */
const NEWER_FORMAT_RETRY_MS = 5_000;

/** Returns `value` if this code can read it, else throws the retryable `NewerFormat`, which counts as no attempt. */
export function readable<T extends { readonly v: number }>(value: T, what: string): T {
  if (Number.isInteger(value.v) && value.v >= 1 && value.v <= NEWEST_FORMAT) return value;
  throw ApplicationFailure.create({
    type: FAILURE.newerFormat,
    message: `${what} has format \`${String(value.v)}\`, and this worker reads up to \`${NEWEST_FORMAT}\`. A newer worker has to take it: deploy one on this task queue.`,
    nextRetryDelay: NEWER_FORMAT_RETRY_MS,
  });
}
