import { ProviderGate } from '../../src/activities/provider-gate';

const SHORT_MS = 40;
const LONG_MS = 60_000;

const { signal } = new AbortController();
const client = {};

test('a gate that nobody closed is open', async () => {
  expect(await new ProviderGate().pass(client, 'm', signal)).toBeUndefined();
});

test('a hold is for one model and one client only', async () => {
  const gate = new ProviderGate();
  gate.hold(client, 'm', LONG_MS);
  expect(await gate.pass(client, 'other', signal)).toBeUndefined();
  expect(await gate.pass({}, 'm', signal)).toBeUndefined();
  expect(await gate.pass(client, 'm', signal)).toBeGreaterThan(0);
});

test('a short wait is sat out', async () => {
  const gate = new ProviderGate();
  const at = performance.now();
  gate.hold(client, 'm', SHORT_MS);
  expect(await gate.pass(client, 'm', signal)).toBeUndefined();
  expect(performance.now() - at).toBeGreaterThanOrEqual(SHORT_MS - 2); // timers may be early by a millisecond
});

test('a long wait is given back, with some spread, and a shorter hold does not shorten it', async () => {
  const gate = new ProviderGate();
  gate.hold(client, 'm', LONG_MS);
  gate.hold(client, 'm', SHORT_MS);
  const wait = await gate.pass(client, 'm', signal);
  expect(wait).toBeGreaterThan(LONG_MS - 1_000);
  expect(wait).toBeLessThanOrEqual(LONG_MS * 1.25);
});

test('cancellation ends a wait', async () => {
  const gate = new ProviderGate();
  gate.hold(client, 'm', 4_000);
  await expect(gate.pass(client, 'm', AbortSignal.abort())).rejects.toThrow(/abort/i);
});
