/** A PDF under a budget is counted by the API first; counting costs nothing and fails as the call would. */
import { usd } from '../../src/common/money';
import { FAILURE } from '../../src/common/failure-type';
import type { Part } from '../../src/common/wire';
import { say } from '../../src/testing/simulator/scripted-reply';
import Anthropic from '@anthropic-ai/sdk';
import { pdf } from '../artifacts/files';
import { accountingOf, callRig, closeRigs, failureOf, text } from './call-rig';

afterEach(closeRigs);

const file: Part = {
  kind: 'block',
  block: {
    type: 'document',
    source: { type: 'base64', media_type: 'application/pdf', data: pdf(40).toString('base64') },
  },
};
const ask = (dollars: number) => ({ v: 2, delta: [text('Read.'), file], allowanceNanoUsd: usd(dollars) });

test('what the API counts decides, and not the few bytes of the file', async () => {
  const { sim, call } = await callRig([say('Read.')]);
  const refused = await call(1, ask(0.3));
  expect(failureOf(refused)).toMatchObject({ type: FAILURE.overBudget });
  expect(accountingOf(refused)).toMatchObject({ costNanoUsd: 0, unaccountedNanoUsd: 0 });
  expect(sim.requests).toEqual([]);
  const { usage } = (await call(2, ask(2))).result!;
  expect(usage.inputTokens + usage.cacheWriteTokens).toBeGreaterThanOrEqual(100_000);
});

test('a client that can not count reserves a whole context', async () => {
  const { sim } = await callRig([say('Read.')]);
  const real = new Anthropic({ apiKey: 'k', baseURL: sim.url, maxRetries: 0 });
  const client = { maxRetries: 0, messages: { stream: real.messages.stream.bind(real.messages) } };
  const worker = { client, apiKey: undefined, baseURL: undefined } as object;
  const { call } = await callRig([], { worker });
  expect(failureOf(await call(1, ask(5)))).toMatchObject({ type: FAILURE.overBudget });
});

test('a key that is refused when counting waits for a key', async () => {
  const { call } = await callRig([], { apiKey: 'another' });
  const refused = await call(1, ask(5));
  expect(failureOf(refused)).toMatchObject({ type: FAILURE.refusedByApi, nonRetryable: true });
  expect(accountingOf(refused)).toMatchObject({ waitsFor: 'key', unaccountedNanoUsd: 0 });
});
