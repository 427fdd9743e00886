import { say, type Script } from '../../src/testing';
import type { BilledAttempt } from '../../src/testing/simulator/bill';
import { openLab, type Account, type Lab } from './lab';

const TURNS = 15;

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

/** Thinks, reads 30 times in every third turn, which is further than the API looks back, and three times in the others. */
const reads =
  (atTurn?: (turn: number) => void): Script =>
  ({ body }) => {
    const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
    atTurn?.(turn);
    if (turn >= TURNS) return say('Done.');
    const toolUses = Array.from({ length: turn % 3 === 0 ? 30 : 3 }, (_, index) => ({
      name: 'read',
      input: { size: 1_000 + index },
      id: `toolu_${turn}_${index}`,
    }));
    return { thinking: `turn ${turn}`, text: 'Reading.', toolUses };
  };

/** What the calls of a run were billed. */
function attemptsFor(requests: Account['requests']): readonly BilledAttempt[] {
  const numbers = new Set(requests.map(({ number }) => number));
  return lab.simulator.bill().attempts.filter(({ requestNumber }) => numbers.has(requestNumber));
}

/** Tokens that each call read from the cache, beside those that the call before had read from or written to it. */
function shares(requests: Account['requests']): readonly { readonly left: number; readonly read: number }[] {
  const attempts = attemptsFor(requests);
  return attempts.slice(1).map(({ cacheRead }, index) => {
    const before = attempts[index]!;
    return { left: before.cacheRead + before.cacheWrite5m + before.cacheWrite1h, read: cacheRead };
  });
}

const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);

test('a call reads from the prompt cache what the call before it left there', async () => {
  const { result, requests } = await lab.run('work', { prompt: 'x'.repeat(6_000) }, reads());
  expect(result).toMatchObject({ kind: 'answer', turns: TURNS });
  const calls = shares(requests);
  expect(calls).toHaveLength(TURNS - 1);
  const left = sum(calls.map((call) => call.left));
  expect(left).toBeGreaterThan(100_000);
  expect(sum(calls.map(({ read }) => read)) / left).toBeGreaterThanOrEqual(0.99);
  for (const { read, left: own } of calls) expect(read).toBeGreaterThanOrEqual(0.99 * own);
  for (const { inputTokens, cacheRead, cacheWrite5m } of attemptsFor(requests)) {
    expect(inputTokens).toBeLessThan(0.01 * (cacheRead + cacheWrite5m)); // and leaves nearly all of its own there
  }
}, 60_000);

test('a cache that is emptied in the middle of a run costs money and nothing else', async () => {
  const half = Math.ceil(TURNS / 2);
  const { id, result, requests, costNanoUsd } = await lab.run(
    'work',
    { prompt: 'x'.repeat(6_000) },
    reads((turn) => {
      if (turn === half) lab.simulator.evictCache();
    }),
  );
  expect(result).toMatchObject({ kind: 'answer', turns: TURNS, costNanoUsd });
  const misses = shares(requests)
    .map(({ read }, index) => (read === 0 ? index + 2 : 0))
    .filter(Boolean);
  expect(misses).toEqual([half]);
  expect((await lab.client.ledger(id)).totals.costNanoUsd).toBe(costNanoUsd);
}, 60_000);
