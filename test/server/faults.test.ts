import { FAILURE } from '../../src/common/failure-type';
import { say, use, type Fault, type SimulatedRequest } from '../../src/testing';
import { activitiesIn, historyOf } from './history';
import { openLab, type Lab } from './lab';

/** Shorter than the simulator's silence, longer than a busy machine's. */
const IDLE_MS = 1_000;

const RETRY_AFTER_SECONDS = 3;

/** By the number of the request; the simulator looks here at each. */
const faults: Record<number, Fault> = {};

let lab: Lab;
beforeAll(async () => (lab = await openLab({ worker: { idleMs: IDLE_MS }, simulator: { faults } })), 60_000);
afterAll(() => lab.close());

/** Waits between the requests. */
const waits = (requests: readonly SimulatedRequest[]): readonly number[] =>
  requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));

/** The second of three turns meets the fault. */
const scriptWith = (fault: Fault) => [
  use('read', { size: 10 }),
  { ...use('echo', { text: 'a longer text, so that it breaks in its middle' }), fault },
  say('Done.'),
];

const before = ['rate_limit', 'overloaded', 'server_error'] as const;
const during = ['stall', 'reset', 'clean_end', 'error_event'] as const;

test.each<Fault & string>([...before, ...during])(
  'after %s the call is made again, and the run ends as if nothing had been',
  async (fault) => {
    const { id, result, requests, completedNanoUsd, costNanoUsd } = await lab.run(
      'work',
      { prompt: 'Go.' },
      scriptWith(fault),
    );
    expect(result).toMatchObject({ kind: 'answer', output: 'Done.', turns: 3, costNanoUsd: completedNanoUsd });
    expect(requests.map(({ problem }) => problem)).toEqual([undefined, `fault: ${fault}`, undefined, undefined]);
    expect(requests[2]?.body).toEqual(requests[1]?.body);
    const calls = activitiesIn(await historyOf(lab, id)).map(({ name, attempts }) => `${name} ${attempts}`);
    expect(calls).toEqual(['callClaude 1', 'read 1', 'callClaude 2', 'echo 1', 'callClaude 1']);
    const { totals } = await lab.client.ledger(id);
    expect(totals).toMatchObject({
      costNanoUsd: completedNanoUsd,
      unaccountedNanoUsd: result.unaccountedNanoUsd,
      retries: 1,
      turns: 3,
    });
    if ((before as readonly string[]).includes(fault)) {
      expect(totals.unaccountedNanoUsd).toBe(0); // nothing was produced, so nothing can have been paid
      expect(costNanoUsd).toBe(completedNanoUsd);
    } else {
      expect(costNanoUsd).toBeGreaterThan(completedNanoUsd);
      expect(totals.costNanoUsd + totals.unaccountedNanoUsd).toBeGreaterThanOrEqual(costNanoUsd);
    }
  },
  30_000,
);

test('the wait that the API asks for is kept, by Temporal and not inside the activity', async () => {
  const { id, requests } = await lab.run(
    'work',
    { prompt: 'Go.' },
    scriptWith({ kind: 'rate_limit', retryAfterSeconds: RETRY_AFTER_SECONDS }),
  );
  expect(waits(requests)[1]).toBeGreaterThanOrEqual(RETRY_AFTER_SECONDS * 1_000);
  const [, , call] = activitiesIn(await historyOf(lab, id));
  expect(call).toMatchObject({ name: 'callClaude', attempts: 2 });
  expect(call!.startedAtMs - call!.scheduledAtMs).toBeGreaterThanOrEqual(RETRY_AFTER_SECONDS * 1_000);
}, 30_000);

test('after two faults in a row the second wait is the longer one', async () => {
  const next = lab.simulator.requests.length + 1;
  Object.assign(faults, { [next]: 'overloaded', [next + 1]: 'clean_end' });
  const { result, requests } = await lab.run('work', { prompt: 'Go.' }, [say('It took three attempts.')]);
  expect(result).toMatchObject({ kind: 'answer', turns: 1 });
  const [first = 0, second = 0] = waits(requests);
  expect(second).toBeGreaterThan(first);
}, 30_000);

test('a request that the API calls invalid ends the run, typed, after one request', async () => {
  const seen = lab.account();
  await expect(lab.run('sayMuch', { prompt: 'Go.' }, [say('Never said.')])).rejects.toMatchObject({
    cause: {
      cause: {
        ...{ type: FAILURE.refusedByApi, nonRetryable: true },
        message: expect.stringMatching(/400 invalid_request_error.*max_tokens/),
      },
    },
  });
  expect(seen().requests).toHaveLength(1);
  expect(seen().costNanoUsd).toBe(0);
});
