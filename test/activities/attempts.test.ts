/** Attempts counted through heartbeat details: how many a call has, what each may have cost, and what a cancelled one leaves. */
import { CancelledFailure } from '@temporalio/common';
import type { MockActivityEnvironment } from '@temporalio/testing';
import { FAILURE } from '../../src/common/failure-type';
import { say } from '../../src/testing/simulator/scripted-reply';
import type { SimulatedRequest } from '../../src/testing/simulator/request';
import { accountingOf, callRig, closeRigs, failureOf, firstCall, lookUp } from './call-rig';
import { reservationOf, tokensOf } from './reserved';

const RESERVATION = reservationOf(firstCall(), lookUp);
const TOKENS = tokensOf(firstCall(), lookUp);
const NOTHING = { v: 1, settled: 0, free: 0, unaccountedNanoUsd: 0, inFlightNanoUsd: 0 };

afterEach(closeRigs);

/** Lets I/O happen until the condition holds; jest's time limit bounds it. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe('the heartbeats of an attempt', () => {
  test('say before it is sent what it may cost, so that a killed worker leaves its worst case', async () => {
    const { call } = await callRig([say('Hi')]);
    const { beats, result } = await call(1);
    expect(beats).toEqual([{ ...NOTHING, inFlightNanoUsd: RESERVATION, inFlightTokens: TOKENS }]);
    expect(result?.unaccountedNanoUsd).toBe(0);
  });

  test('of others are ignored', async () => {
    const { call } = await callRig([say('Hi')]);
    const { beats } = await call(1, {}, { heartbeatDetails: { progress: 3 } });
    expect(beats).toEqual([{ ...NOTHING, inFlightNanoUsd: RESERVATION, inFlightTokens: TOKENS }]);
  });

  test('add up what is settled, what nobody saw the end of, and what is under way', async () => {
    const { call } = await callRig([say('Hi')]);
    const heartbeatDetails = { ...NOTHING, settled: 2, unaccountedNanoUsd: 5_000, inFlightNanoUsd: RESERVATION };
    const { beats, result } = await call(1, {}, { attempt: 5, heartbeatDetails });
    expect(beats.at(-1)).toEqual({
      ...{ ...heartbeatDetails, inFlightNanoUsd: 3 * RESERVATION },
      inFlightTokens: 3 * TOKENS,
    });
    expect(result).toMatchObject({
      unaccountedNanoUsd: 5_000 + 2 * RESERVATION,
      unaccountedTokens: 2 * TOKENS,
    });
  });

  test.each([
    ['one in flight', 1, { inFlightNanoUsd: RESERVATION }, RESERVATION],
    ['settled ones', 1, { settled: 3, unaccountedNanoUsd: 700 }, 700],
    ['one in flight before and an unseen one since', 2, { settled: 3, inFlightNanoUsd: RESERVATION }, RESERVATION],
  ])('outlive an operator who resets the count of attempts: %s', async (_, attempt, left, spent) => {
    const { call } = await callRig([say('Hi')]);
    const { result } = await call(1, {}, { attempt, heartbeatDetails: { ...NOTHING, ...left } });
    expect(result?.unaccountedNanoUsd).toBe(spent);
  });

  test('count what was in flight also where the next attempt fails for good before it is priced', async () => {
    const { call } = await callRig([]);
    const heartbeatDetails = { ...NOTHING, inFlightNanoUsd: RESERVATION, inFlightTokens: TOKENS };
    const attempt = await call(1, firstCall({ model: 'claude-next' }), { attempt: 2, heartbeatDetails });
    expect(failureOf(attempt)).toMatchObject({ type: FAILURE.invalidAgent, nonRetryable: true });
    expect(accountingOf(attempt)).toMatchObject({ unaccountedNanoUsd: RESERVATION, unaccountedTokens: TOKENS });
  });

  test('of one that sent nothing leave the unseen ones before it as they were', async () => {
    const { call } = await callRig([say('Hi')]);
    const missing = await call(1, firstCall({ tools: ['refund'] }), {
      attempt: 3,
      heartbeatDetails: { ...NOTHING, settled: 1 },
    });
    const { result } = await call(2, {}, { attempt: 4, heartbeatDetails: missing.beats.at(-1) });
    expect(result?.unaccountedNanoUsd).toBe(RESERVATION);
  });
});

describe('the last attempt that counts', () => {
  test('makes a failure final, with what all attempts may have cost', async () => {
    const { sim, call } = await callRig(() => say('Hi'), {
      faults: { 1: 'error_event', 2: 'error_event', 3: 'overloaded' },
    });
    const heartbeatDetails = { ...NOTHING, settled: 8, unaccountedNanoUsd: 700 };
    const ninth = await call(1, {}, { attempt: 9, heartbeatDetails });
    expect(failureOf(ninth)).toMatchObject({ type: FAILURE.brokenStream, nonRetryable: false });
    const tenth = await call(2, {}, { attempt: 10, heartbeatDetails: ninth.beats.at(-1) });
    expect(failureOf(tenth)).toMatchObject({ type: FAILURE.brokenStream, nonRetryable: true });
    expect(accountingOf(tenth).unaccountedNanoUsd).toBe(700 + 2 * RESERVATION);
    const waived = await call(3, {}, { attempt: 10, heartbeatDetails: { ...heartbeatDetails, settled: 9, free: 1 } });
    expect(failureOf(waived)).toMatchObject({ type: FAILURE.unavailable, nonRetryable: false });
    expect(sim.requests).toHaveLength(3);
  });

  test('is the tenth: an eleventh, after a tenth that was killed, sends nothing', async () => {
    const { sim, call } = await callRig([]);
    const attempt = await call(1, {}, { attempt: 11, heartbeatDetails: { ...NOTHING, settled: 9 } });
    expect(failureOf(attempt)).toMatchObject({
      type: FAILURE.unavailable,
      nonRetryable: true,
      message: 'Claude did not answer in 10 attempts.',
    });
    expect(accountingOf(attempt)).toMatchObject({ costNanoUsd: 0, unaccountedNanoUsd: RESERVATION });
    expect(sim.requests).toEqual([]);
  });

  test('makes a history that cannot be read final too', async () => {
    const { run, call } = await callRig([]);
    run.beforePage = () => Promise.reject(new Error('no connection'));
    const heartbeatDetails = { ...NOTHING, settled: 9, unaccountedNanoUsd: 700 };
    const ninth = await call(1, {}, { attempt: 9, heartbeatDetails: { ...heartbeatDetails, settled: 8 } });
    expect(ninth.error).toEqual(new Error('no connection'));
    const tenth = await call(1, {}, { attempt: 10, heartbeatDetails });
    expect(failureOf(tenth)).toMatchObject({ type: FAILURE.unavailable, nonRetryable: true });
    expect(accountingOf(tenth).unaccountedNanoUsd).toBe(700);
  });
});

describe('a cancelled attempt', () => {
  test.each([
    ['while Claude writes', { tokensPerSecond: 1 }],
    ['before Claude answers', { latencyMs: 600_000 }],
    ['while nothing but pings come', { tokensPerSecond: 0.001, pingEveryMs: 5 }],
  ])('%s closes the socket and says what it may have cost', async (_title, options) => {
    const { sim, call } = await callRig(() => say('A long reply. '.repeat(100)), options);
    const attempt = await call(1, {}, { onStart: (environment) => void cancelOnceAsked(environment, sim.requests) });
    expect(attempt.error).toBeInstanceOf(CancelledFailure);
    expect(accountingOf(attempt)).toMatchObject({ costNanoUsd: 0, unaccountedNanoUsd: RESERVATION });
    expect(attempt.beats.at(-1)).toMatchObject({ settled: 1, unaccountedNanoUsd: RESERVATION });
    await eventually(() => sim.requests[0]?.problem === 'the caller left before the end');
    expect(sim.requests).toHaveLength(1);
  });

  test('that waited for its last try is cancelled, not failed', async () => {
    const { sim, call } = await callRig(() => say('Hi'), { latencyMs: 600_000 });
    const onStart = (environment: MockActivityEnvironment): void => void cancelOnceAsked(environment, sim.requests);
    const attempt = await call(
      1,
      {},
      { attempt: 10, heartbeatDetails: { ...NOTHING, settled: 9, unaccountedNanoUsd: 9 }, onStart },
    );
    expect(attempt.error).toBeInstanceOf(CancelledFailure);
    expect(accountingOf(attempt).unaccountedNanoUsd).toBe(9 + RESERVATION);
  });
});

async function cancelOnceAsked(
  environment: MockActivityEnvironment,
  requests: readonly SimulatedRequest[],
): Promise<void> {
  await eventually(() => requests.length > 0);
  environment.cancel();
}
