/**
 * What a failed, timed out or cancelled step says of itself: its message, and what its attempts cost. Both lie in the
 * chain of causes, each cause under its own wrapping.
 */
import type { Payload, ProtoFailure } from '@temporalio/common';
import { isJsonObject } from '../common/json';
import { nanoUsd } from '../common/money';
import type { Decode } from '../common/recording';
import { NO_COST, type Accounting } from '../common/wire';

/** Failures nest: activity, timeout, cause. Deeper ones are not ours. */
const MAX_CAUSES = 10;

/** What a failure's details and last heartbeats say was spent. Figures are cumulative, so the largest is the latest. */
export async function accountingOf(failure: ProtoFailure | undefined, decode: Decode): Promise<Accounting> {
  let known = NO_COST;
  for (const cause of causesOf(failure)) {
    for (const payload of [
      cause.applicationFailureInfo?.details?.payloads?.[0],
      cause.canceledFailureInfo?.details?.payloads?.[0],
      cause.timeoutFailureInfo?.lastHeartbeatDetails?.payloads?.[0],
    ]) {
      known = larger(known, payload ? await accountingIn(payload, decode) : NO_COST);
    }
  }
  return known;
}

/** What one payload says was spent: an `Accounting`, or the heartbeat of an attempt; anything else says nothing. */
export async function accountingIn(payload: Payload, decode: Decode): Promise<Accounting> {
  const value = await decode(payload);
  if (!isJsonObject(value)) return NO_COST;
  const { costNanoUsd, unaccountedNanoUsd, inFlightNanoUsd } = value;
  return {
    costNanoUsd: nanoUsd(amount(costNanoUsd)),
    unaccountedNanoUsd: nanoUsd(amount(unaccountedNanoUsd) + amount(inFlightNanoUsd)),
  };
}

/** The message of the innermost cause, which is the reason; wrappers only say which step failed. */
export async function reasonOf(failure: ProtoFailure | undefined, decode: Decode): Promise<string | undefined> {
  const innermost = causesOf(failure).at(-1);
  if (!innermost) return undefined;
  const encoded = innermost.encodedAttributes && (await decode(innermost.encodedAttributes));
  const { message } = (encoded ?? innermost) as { readonly message?: unknown }; // Temporal's failure converter wrote it
  return typeof message === 'string' && message !== '' ? message : undefined;
}

function causesOf(failure: ProtoFailure | null | undefined): readonly ProtoFailure[] {
  const causes: ProtoFailure[] = [];
  for (let cause = failure; cause && causes.length < MAX_CAUSES; cause = cause.cause) causes.push(cause);
  return causes;
}

function larger(a: Accounting, b: Accounting): Accounting {
  return {
    costNanoUsd: nanoUsd(Math.max(a.costNanoUsd, b.costNanoUsd)),
    unaccountedNanoUsd: nanoUsd(Math.max(a.unaccountedNanoUsd, b.unaccountedNanoUsd)),
  };
}

function amount(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
