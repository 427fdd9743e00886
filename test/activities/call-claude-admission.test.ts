/** What is never sent: calls that do not fit the budget, cannot be priced or offered, or have a gap behind them. */
import { FAILURE } from '../../src/common/failure-type';
import { nanoUsd } from '../../src/common/money';
import type { CallFailure } from '../../src/common/wire';
import { say } from '../../src/testing/simulator/scripted-reply';
import { accountingOf, callRig, closeRigs, failureOf, firstCall, lookUp, nextCall, text } from './call-rig';
import { reservationOf, tokensOf } from './reserved';

const RESERVATION = reservationOf(firstCall(), lookUp);
const TOKENS = tokensOf(firstCall(), lookUp);

afterEach(closeRigs);

describe('nothing is sent', () => {
  test('where the call does not fit the budget, to the nano-dollar', async () => {
    const { sim, call, reply } = await callRig([say('Hi')]);
    const attempt = await call(1, { allowanceNanoUsd: nanoUsd(RESERVATION - 1) });
    expect(failureOf(attempt)).toMatchObject({ type: FAILURE.overBudget, nonRetryable: true });
    expect(accountingOf(attempt)).toMatchObject({ costNanoUsd: 0, unaccountedNanoUsd: 0 });
    expect(sim.requests).toEqual([]);
    await reply(2, { allowanceNanoUsd: nanoUsd(RESERVATION) });
    sim.verifyUsed();
  });

  test('where earlier attempts, seen or not, may have used the budget up', async () => {
    const { sim, call } = await callRig(() => say('Hi'));
    const allowanceNanoUsd = nanoUsd(2 * RESERVATION - 1);
    const unseen = await call(1, { allowanceNanoUsd }, { attempt: 2 });
    expect(failureOf(unseen).type).toBe(FAILURE.overBudget);
    expect(accountingOf(unseen).unaccountedNanoUsd).toBe(RESERVATION);
    expect(sim.requests).toEqual([]);
  });

  test('where the call does not fit the tokens that are left, to the token', async () => {
    const { sim, call, reply } = await callRig([say('Hi')]);
    const refused = await call(1, { allowanceTokens: TOKENS - 1 });
    expect(failureOf(refused)).toMatchObject({ type: FAILURE.overBudget, nonRetryable: true });
    expect(accountingOf(refused)).toMatchObject({ needed: { nanoUsd: RESERVATION, tokens: TOKENS } });
    expect(sim.requests).toEqual([]);
    await reply(2, { allowanceTokens: TOKENS });
    sim.verifyUsed();
  });

  test('where no closing call would fit after it', async () => {
    const { sim, call } = await callRig([say('Hi')]);
    const refused = await call(1, { allowanceNanoUsd: nanoUsd(RESERVATION), closing: 'reserve' });
    const { needed } = accountingOf(refused) as CallFailure;
    expect(needed!.nanoUsd).toBeGreaterThan(2 * RESERVATION);
    expect(sim.requests).toEqual([]);
    const { result } = await call(2, { allowanceNanoUsd: needed!.nanoUsd, closing: 'reserve' });
    const left = needed!.nanoUsd - result!.costNanoUsd;
    expect(result!.closing!.nanoUsd).toBeLessThanOrEqual(left);
  });

  test('where unseen attempts would have cost more than was allowed: they were admitted, so they did not', async () => {
    const { call } = await callRig([]);
    const unseen = await call(1, { allowanceNanoUsd: nanoUsd(RESERVATION + 5) }, { attempt: 4 });
    expect(failureOf(unseen).type).toBe(FAILURE.overBudget);
    expect(accountingOf(unseen).unaccountedNanoUsd).toBe(RESERVATION + 5);
  });

  test('where a model has no price, since its cost cannot be bounded', async () => {
    const { sim, call } = await callRig([]);
    const failure = failureOf(await call(1, firstCall({ model: 'claude-next' })));
    expect(failure).toMatchObject({ type: FAILURE.invalidAgent, nonRetryable: true });
    expect(failure.message).toContain('There is no price for model `claude-next`');
    expect(sim.requests).toEqual([]);
  });

  test('where the worker lacks a tool; another one may have it, and the attempt costs nothing', async () => {
    const { sim, call } = await callRig([say('Hi')]);
    const missing = await call(1, firstCall({ tools: ['look_up', 'refund'] }));
    expect(failureOf(missing)).toMatchObject({ type: FAILURE.invalidAgent, nonRetryable: false });
    expect(failureOf(missing).message).toBe('This worker has no tool `refund`. Add it to `claude({ tools })`.');
    expect(sim.requests).toEqual([]);
    const second = await call(2, {}, { attempt: 2, heartbeatDetails: missing.beats.at(-1) });
    expect(second.result?.unaccountedNanoUsd).toBe(0);
  });

  test('where the history lacks the reply that the call continues', async () => {
    const { sim, call } = await callRig([]);
    await call(1, firstCall({ model: 'claude-next' }));
    const failure = failureOf(await call(2, nextCall(2, text('And?'))));
    expect(failure).toMatchObject({ type: FAILURE.transcriptGap, nonRetryable: true });
    expect(sim.requests).toEqual([]);
  });

  test('of a newer format, whose attempt does not count', async () => {
    const { sim, call } = await callRig(() => say('Hi'));
    const newer = await call(
      1,
      { v: 99 },
      { attempt: 10, heartbeatDetails: { v: 1, settled: 9, free: 9, unaccountedNanoUsd: 0, inFlightNanoUsd: 0 } },
    );
    expect(failureOf(newer)).toMatchObject({ type: FAILURE.newerFormat, nonRetryable: false, nextRetryDelay: 5_000 });
    expect(newer.beats.at(-1)).toMatchObject({ settled: 10, free: 10 });
    expect(sim.requests).toEqual([]);
    const next = await call(2, {}, { attempt: 11, heartbeatDetails: newer.beats.at(-1) });
    expect(next.result?.unaccountedNanoUsd).toBe(0);
  });
});

describe('a closing call', () => {
  test('keeps the tools and may use none of them', async () => {
    const { sim, reply } = await callRig([say('Hi'), say('In sum, hi.')]);
    await reply(1);
    await reply(2, { ...nextCall(2, text('Sum up.')), closing: 'now' });
    const [first, closing] = sim.requests;
    expect(closing?.body.tools).toEqual(first?.body.tools);
    expect([first?.body.tool_choice, closing?.body.tool_choice]).toEqual([undefined, { type: 'none' }]);
  });
});
