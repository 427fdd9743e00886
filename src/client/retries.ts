/**
 * Temporal's own retries of calls to the server, in a form that can be ended. A retry that comes due on a connection that was
 * closed meanwhile throws out of a timer, where nobody can catch it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { defaultGrpcRetryOptions, makeGrpcRetryInterceptor, type ConnectionOptions } from '@temporalio/client';

/** One connection's. */
export class Retries {
  #isEnding = false;
  #lastDueMs = 0;

  /** For the connection's options. */
  get interceptors(): NonNullable<ConnectionOptions['interceptors']> {
    const { delayFunction, retryableDecider } = defaultGrpcRetryOptions();
    return [
      makeGrpcRetryInterceptor({
        retryableDecider: (attempt, status) => !this.#isEnding && retryableDecider(attempt, status),
        delayFunction: (attempt, status) => {
          const delayMs = delayFunction(attempt, status);
          this.#lastDueMs = Math.max(this.#lastDueMs, performance.now() + delayMs);
          return delayMs;
        },
      }),
    ];
  }

  /** Lets those that are due come, and begins no more; the connection can be closed then. */
  async end(): Promise<void> {
    this.#isEnding = true;
    const leftMs = this.#lastDueMs - performance.now();
    if (leftMs > 0) await pause(leftMs + 1); // timers come in the order in which they are due
  }
}
