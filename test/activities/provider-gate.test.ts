import { ProviderGate } from '../../src/activities/provider-gate';

const SHORT_MS = 40;
const LONG_MS = 60_000;

const { signal } = new AbortController();
const client = {};
const SMALL = { requests: 1, 'input-tokens': 100, 'output-tokens': 1 };

/** Headers of an answer: so many of 6,000 input tokens a minute are left, a hundred a second come back. */
const left = (remaining: number): Headers =>
  new Headers({
    'anthropic-ratelimit-input-tokens-limit': '6000',
    'anthropic-ratelimit-input-tokens-remaining': String(remaining),
  });

test('a gate that nobody closed is open', async () => {
  expect(await new ProviderGate().pass(client, 'm', SMALL, signal)).toBeUndefined();
});

test('a hold is for one model and one client only', async () => {
  const gate = new ProviderGate();
  gate.hold(client, 'm', LONG_MS);
  expect(await gate.pass(client, 'other', SMALL, signal)).toBeUndefined();
  expect(await gate.pass({}, 'm', SMALL, signal)).toBeUndefined();
  expect(await gate.pass(client, 'm', SMALL, signal)).toBeGreaterThan(0);
});

test('a short wait is sat out', async () => {
  const gate = new ProviderGate();
  const at = performance.now();
  gate.hold(client, 'm', SHORT_MS);
  expect(await gate.pass(client, 'm', SMALL, signal)).toBeUndefined();
  expect(performance.now() - at).toBeGreaterThanOrEqual(SHORT_MS - 2); // timers may be early by a millisecond
});

test('a long wait is given back, with some spread, and a shorter hold does not shorten it', async () => {
  const gate = new ProviderGate();
  gate.hold(client, 'm', LONG_MS);
  gate.hold(client, 'm', SHORT_MS);
  const wait = await gate.pass(client, 'm', SMALL, signal);
  expect(wait).toBeGreaterThan(LONG_MS - 1_000);
  expect(wait).toBeLessThanOrEqual(LONG_MS * 1.25);
});

test('cancellation ends a wait', async () => {
  const gate = new ProviderGate();
  gate.hold(client, 'm', 4_000);
  await expect(gate.pass(client, 'm', SMALL, AbortSignal.abort())).rejects.toThrow(/abort/i);
});

test('a call that would not fit into what an answer left waits for as long as the provider needs to fill up', async () => {
  const gate = new ProviderGate();
  gate.learn(client, 'm', left(100));
  const large = { ...SMALL, 'input-tokens': 3_100 };
  const wait = await gate.pass(client, 'm', large, signal);
  expect(wait).toBeGreaterThan(29_000); // 3,000 tokens are missing
  expect(wait).toBeLessThanOrEqual(30_000 * 1.25);
  expect(await gate.pass(client, 'other', large, signal)).toBeUndefined();
});

test('what goes out is taken from what is left, until an answer tells anew', async () => {
  const gate = new ProviderGate();
  gate.learn(client, 'm', left(6_000));
  const half = { ...SMALL, 'input-tokens': 3_000 };
  expect(await gate.pass(client, 'm', half, signal)).toBeUndefined();
  expect(await gate.pass(client, 'm', half, signal)).toBeUndefined();
  expect(await gate.pass(client, 'm', half, signal)).toBeGreaterThan(28_000);
  gate.learn(client, 'm', left(6_000));
  expect(await gate.pass(client, 'm', half, signal)).toBeUndefined();
});

test('a call that is larger than the limit goes out when the limit is full, and answers without limits hold nobody up', async () => {
  const gate = new ProviderGate();
  gate.learn(client, 'm', new Headers());
  const huge = { ...SMALL, 'input-tokens': 1_000_000 };
  expect(await gate.pass(client, 'm', huge, signal)).toBeUndefined();
  gate.learn(client, 'm', left(6_000));
  expect(await gate.pass(client, 'm', huge, signal)).toBeUndefined();
});
