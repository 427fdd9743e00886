import { say, type SimulatedRequest } from '../../src/testing';
import { openLab, type Lab } from './lab';

/** Runs at once, and calls under way at once in the worker. */
const RUNS = 20;
const AT_ONCE = 4;

/** So long the provider refuses. */
const REFUSES_MS = 2_000;

/** Calls a second that the server hands out from the queue of calls. */
const PER_SECOND = 2;
const QUEUED_RUNS = 9;

/** A limit that two long prompts exceed, unless a third of a minute lies between them. */
const TOKENS_PER_MINUTE = 24_000;
const LONG_PROMPT_WORDS = 10_000;

let lab: Lab;
beforeAll(async () => (lab = await openLab({ worker: { maxConcurrentActivityTaskExecutions: AT_ONCE } })), 60_000);
afterAll(() => lab.close());

test('one refusal teaches all runs of a worker to wait', async () => {
  const seen = lab.account();
  let opensAt: number | undefined; // from the first request on: twenty starts take a while on a busy machine
  const fault = { kind: 'rate_limit', retryAfterSeconds: REFUSES_MS / 1_000 } as const;
  const script = () => {
    opensAt ??= Date.now() + REFUSES_MS;
    return { ...say('Done.'), ...(Date.now() < opensAt && { fault }) };
  };
  const asks = Array.from({ length: RUNS }, (_, at) => ({ prompt: `Run ${at}.` }));
  const runs = await Promise.all(asks.map((ask) => lab.start('work', ask, script)));
  const results = await Promise.all(runs.map((run) => run.result()));
  for (const result of results) expect(result).toMatchObject({ kind: 'answer', unaccountedNanoUsd: 0 });
  const refused = seen().requests.filter(({ problem }) => problem !== undefined).length;
  expect(refused).toBeGreaterThan(0);
  expect(refused).toBeLessThanOrEqual(2 * AT_ONCE); // each on its own would have made twenty
}, 60_000);

test('a queue of its own holds all workers together to a rate', async () => {
  const options = { taskQueue: 'lab-claude', maxTaskQueueActivitiesPerSecond: PER_SECOND };
  await Promise.all([lab.addWorker(options), lab.addWorker(options)]);
  const seen = lab.account();
  const script = (_: SimulatedRequest) => say('Done.');
  const runs = await Promise.all(
    Array.from({ length: QUEUED_RUNS }, (_, at) => lab.start('workQueued', { prompt: `Run ${at}.` }, script)),
  );
  await Promise.all(runs.map((run) => run.result()));
  const times = seen().requests.map(({ at }) => at);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1_000;
  expect(times).toHaveLength(QUEUED_RUNS);
  // The server lets a burst of one second's worth through first, for each of its partitions.
  expect(seconds).toBeGreaterThan((QUEUED_RUNS - 4 * PER_SECOND) / PER_SECOND);
}, 60_000);

test('a call waits for the tokens that the last answer did not leave, instead of being refused', async () => {
  const limited = await openLab({ simulator: { inputTokensPerMinute: TOKENS_PER_MINUTE } });
  try {
    const ask = { prompt: 'word '.repeat(LONG_PROMPT_WORDS) };
    const first = await limited.run('work', ask, [say('Done.')]);
    const { input, cacheRead, cacheWrite } = (await limited.client.ledger(first.id)).totals.claude;
    expect(input + cacheRead + cacheWrite).toBeGreaterThan(TOKENS_PER_MINUTE / 2); // so that a second one does not fit
    const second = await limited.run('work', ask, [say('Done.')]);
    expect(second.result).toMatchObject({ kind: 'answer', unaccountedNanoUsd: 0 });
    expect(limited.simulator.requests.map(({ problem }) => problem)).toEqual([undefined, undefined]);
  } finally {
    await limited.close();
  }
}, 180_000);
