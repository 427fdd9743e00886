/**
 * The one table from what can go wrong with a request to Claude's API to what Temporal does about it: retry or not, when,
 * and whether the attempt may have been paid. Retries belong to Temporal alone; the SDK's own are off.
 */
import { AnthropicError, APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { FAILURE, type FailureType } from '../common/failure-type';
import type { WaitsFor } from '../common/wire';

/** What an error means. `mayBePaid` is false only where the API is sure not to have produced a token. */
export interface Verdict {
  readonly type: FailureType;
  readonly isRetryable: boolean;
  readonly mayBePaid: boolean;
  readonly retryAfterMs?: number;
  /** The provider limits the rate: other calls of the model would be refused too. */
  readonly isRateLimit?: true;
  /** What has to change first, where it is nothing in the request. */
  readonly waitsFor?: WaitsFor;
  readonly message: string;
}

/** 429s of these codes last until the month ends or somebody raises the limit: waiting seconds does not help. */
const SPEND_LIMITS = new Set(['enforced_spend_limit_reached', 'contract_spend_limit_reached']);

/** A spend limit that the account's owner set is told as a 400, in these words only. */
const OWN_SPEND_LIMIT = /specified API usage limits/i;

/** Refusals that somebody outside the run can mend. Every other one is a mistake in the request. */
const WAITS_FOR: Readonly<Record<number, WaitsFor>> = { 401: 'key', 402: 'spend', 403: 'key', 404: 'model' };

/** The request has more bytes than the API takes. */
const TOO_LARGE = 413;

/** Statuses that a retry can mend; every status from 500 up is one too. */
const RETRYABLE_STATUS = new Set([408, 409, 429]);

/** Kinds of error events inside a stream that a retry can mend: there is no status then. */
const RETRYABLE_KIND = new Set([
  'overloaded_error',
  'api_error',
  'timeout_error',
  'rate_limit_error',
  'conflict_error',
]);

/** A `retry-after` beyond a day is taken for a mistake of a proxy. */
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1_000;

/** Messages of the API may quote the request; history keeps no prompts. */
const MAX_MESSAGE_CHARACTERS = 400;

/** Classifies an error of a request that nobody cancelled. `isIdle`: the watchdog ended it for want of bytes. */
export function classify(error: unknown, isIdle: boolean): Verdict {
  if (isIdle) return broken("Claude's reply stalled: no bytes came for too long.");
  if (isOf(error, APIUserAbortError)) return broken('The request was aborted.');
  if (isOf(error, APIConnectionError)) return unreachable(error);
  if (isOf<APIError>(error, APIError)) return classifyAnswer(error);
  if (isOf(error, AnthropicError) || error instanceof TypeError || error instanceof DOMException) {
    return broken(`Claude's reply broke off: ${error.message}`);
  }
  return broken(`The request failed: ${error instanceof Error ? error.message : String(error)}`);
}

/** By name, where `instanceof` would do for one's own: a client of the user's may come from another copy of the SDK. */
export function isOf<T extends Error>(
  error: unknown,
  type: { readonly name: string; readonly prototype: T },
): error is T {
  for (let is: unknown = error; is instanceof Object; is = Object.getPrototypeOf(is))
    if (is.constructor.name === type.name) return true;
  return false;
}

function classifyAnswer(error: APIError): Verdict {
  return error.status === undefined ? classifyEvent(error) : classifyStatus(error, error.status);
}

function classifyStatus(error: APIError, status: number): Verdict {
  const code = error.errorCode ?? undefined;
  const shouldRetry = error.headers?.get('x-should-retry');
  const isSpendLimit = code !== undefined && SPEND_LIMITS.has(code);
  const isRetryable =
    !isSpendLimit && (shouldRetry ? shouldRetry === 'true' : RETRYABLE_STATUS.has(status) || status >= 500);
  const retryAfterMs = isRetryable ? retryAfterOf(error.headers) : undefined;
  const isSpent = isSpendLimit || (status === 400 && OWN_SPEND_LIMIT.test(wording(error)));
  const waitsFor = isRetryable ? 'provider' : isSpent ? 'spend' : WAITS_FOR[status];
  return {
    type: isRetryable ? FAILURE.unavailable : status === TOO_LARGE ? FAILURE.requestTooLarge : FAILURE.refusedByApi,
    isRetryable,
    mayBePaid: false,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(isRetryable && status === 429 && { isRateLimit: true as const }),
    ...(waitsFor && { waitsFor }),
    message: `Claude's API answered ${status}${error.type ? ` ${error.type}` : ''}${code ? ` (${code})` : ''}: ${wording(error)}`,
  };
}

/** An error event inside a stream: what was produced before it may be billed. */
function classifyEvent(error: APIError): Verdict {
  const isRetryable = !error.type || RETRYABLE_KIND.has(error.type);
  return {
    type: isRetryable ? FAILURE.brokenStream : FAILURE.refusedByApi,
    isRetryable,
    mayBePaid: true,
    ...(isRetryable && { waitsFor: 'provider' as const }),
    message: `Claude's API broke the reply off with ${error.type ?? 'an error'}: ${wording(error)}`,
  };
}

/** A refused connection never reached the API; one that was lost on the way may have. */
function unreachable(error: APIConnectionError): Verdict {
  const code = connectionCode(error);
  return {
    type: FAILURE.unavailable,
    isRetryable: true,
    mayBePaid: !['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(code),
    waitsFor: 'provider',
    message: `Claude's API could not be reached${code ? ` (${code})` : ''}: ${error.message}`,
  };
}

function broken(message: string): Verdict {
  return { type: FAILURE.brokenStream, isRetryable: true, mayBePaid: true, waitsFor: 'provider', message };
}

function connectionCode(error: unknown): string {
  let current: unknown = error;
  while (typeof current === 'object' && current !== null) {
    const { code, cause } = current as { code?: unknown; cause?: unknown };
    if (typeof code === 'string') return code;
    current = cause;
  }
  return '';
}

function wording(error: APIError): string {
  const text = error.apiMessage ?? error.message;
  return text.length > MAX_MESSAGE_CHARACTERS ? `${text.slice(0, MAX_MESSAGE_CHARACTERS)}…` : text;
}

/** `retry-after-ms`, else `retry-after` in seconds or as a date. */
function retryAfterOf(headers: Headers | undefined): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? NaN);
  const text = headers?.get('retry-after') ?? '';
  const seconds = Number(text || NaN);
  const wait = [ms, seconds * 1_000, Date.parse(text) - Date.now()].find(
    (value) => Number.isFinite(value) && value > 0,
  );
  return wait === undefined ? undefined : Math.min(Math.ceil(wait), MAX_RETRY_AFTER_MS);
}
