import { setTimeout as pause } from 'node:timers/promises';
import { defaultPayloadConverter } from '@temporalio/common';
import { runDw } from '../../src/cli/program';
import { recordedTerminal } from '../cli/recorded-terminal';
import { say, use, type Fault } from '../../src/testing';
import type { Run } from '../../src/client';
import { activitiesIn, historyOf } from './history';
import { openLab, type Lab } from './lab';

const POLL_MS = 50;

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

/** The labels of the timers that a run has started, once there are so many. */
async function timersOf({ id }: Run, count = 1): Promise<readonly string[]> {
  for (;;) {
    const timers = (await historyOf(lab, id)).filter(({ timerStartedEventAttributes: timer }) => timer);
    if (timers.length >= count)
      return timers.map(({ userMetadata }) => defaultPayloadConverter.fromPayload<string>(userMetadata!.summary!));
    await pause(POLL_MS);
  }
}

const GO = { prompt: 'Go.' };

describe('a call that Claude cannot answer waits, and the run goes on when it is resumed:', () => {
  test.each<[Fault & string, RegExp]>([
    ['unauthorized', /^1 worker t2 · waits: the key is refused · Update resume$/],
    ['spend_limit', /waits: a spend limit is reached/],
    ['model_not_found', /waits: the model is not available/],
  ])(
    '%s',
    async (fault, label) => {
      const seen = lab.account();
      const run = await lab.start('work', GO, [use('read', { size: 10 }), { ...say('Done.'), fault }]);
      const [summary] = await timersOf(run);
      expect(summary).toMatch(label);
      expect(await run.resume({ by: 'a test' })).toEqual({ resumed: ['worker.1/t2'] });
      const result = await run.result();
      const { costNanoUsd, requests } = seen();
      expect(result).toMatchObject({ kind: 'answer', turns: 2, costNanoUsd, unaccountedNanoUsd: 0 });
      expect(requests.map(({ problem }) => problem)).toEqual([undefined, `fault: ${fault}`, undefined]);
      const calls = activitiesIn(await historyOf(lab, run.id)).map(({ id, end }) => `${id} ${end}`);
      expect(calls.slice(-2)).toEqual(['worker.1/t2/claude.0 failed', 'worker.1/t2/claude.1 completed']);
      expect((await lab.client.ledger(run.id)).totals).toMatchObject({ costNanoUsd, unaccountedNanoUsd: 0, turns: 2 });
    },
    30_000,
  );
});

test('another model goes on with the same conversation, without the thoughts of the one before', async () => {
  const seen = lab.account();
  const run = await lab.start('work', GO, [
    use('read', { size: 10 }, { thinking: 'I should read.' }),
    { ...use('echo', { text: 'hi' }, { thinking: 'Now I think otherwise.' }), fault: 'model_not_found' },
    say('Done.'),
  ]);
  await timersOf(run);
  await run.resume({ model: 'claude-sonnet-5-5' });
  const result = await run.result();
  const { requests, costNanoUsd } = seen();
  expect(result).toMatchObject({ kind: 'answer', output: 'Done.', turns: 3, costNanoUsd });
  expect(requests.map(({ body }) => body.model)).toEqual([
    ...['claude-opus-5-5', 'claude-opus-5-5'],
    ...['claude-sonnet-5-5', 'claude-sonnet-5-5'],
  ]);
  const thoughts = requests.map(({ body }) => JSON.stringify(body.messages).split('"thinking","thinking"').length - 1);
  expect(thoughts).toEqual([0, 1, 0, 1]);
  const [{ messages } = { messages: [] }] = await lab.client.transcript(run.id);
  expect(messages.flatMap(({ content }) => content.filter(({ type }) => type === 'thinking'))).toHaveLength(2);
}, 30_000);

test('`dw resume` and `dw cancel` steer a run that waits', async () => {
  const environment = { ...process.env };
  Object.assign(process.env, { TEMPORAL_ADDRESS: lab.server.address });
  try {
    const run = await lab.start('work', GO, [{ ...say('Done.'), fault: 'unauthorized' }]);
    await timersOf(run);
    const terminal = recordedTerminal();
    expect(await runDw(['resume', run.id, '--step', 'worker.1/t9'], terminal)).toBe(1);
    expect(terminal.complained.join('\n')).toMatch(/`worker\.1\/t9` does not wait/);
    expect(await runDw(['resume', run.id, '--json'], terminal)).toBe(0);
    expect(JSON.parse(terminal.written.join(''))).toEqual({ resumed: ['worker.1/t1'] });
    expect(await run.result()).toMatchObject({ kind: 'answer' });
    const other = await lab.start('work', GO, [{ ...say('Never.'), fault: 'unauthorized' }]);
    await timersOf(other);
    expect(await runDw(['cancel', other.id], terminal)).toBe(0);
    await expect(other.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  } finally {
    process.env = environment;
  }
}, 30_000);

test('a model without a price waits again instead of failing', async () => {
  const run = await lab.start('work', GO, [{ ...say('Done.'), fault: 'model_not_found' }]);
  await timersOf(run);
  await run.resume({ model: 'claude-from-nowhere' });
  expect(await timersOf(run, 2)).toHaveLength(2);
  await run.resume({ model: 'claude-opus-5-5' });
  expect(await run.result()).toMatchObject({ kind: 'answer', turns: 1 });
}, 30_000);

test('what was mended meanwhile is found out without anybody', async () => {
  const run = await lab.start('work', GO, [{ ...say('Done.'), fault: 'unauthorized' }]);
  expect(await run.result()).toMatchObject({ kind: 'answer', turns: 1 });
  const fired = (await historyOf(lab, run.id)).filter(({ timerFiredEventAttributes: timer }) => timer);
  expect(fired).toHaveLength(1);
}, 30_000);

test('only what waits can be resumed, and the refusal says so', async () => {
  const run = await lab.start('work', GO, [use('wait', { ms: 600_000 })]);
  for await (const step of run.follow({ started: true })) if (step.name === 'wait') break;
  await expect(run.resume()).rejects.toMatchObject({
    cause: { message: expect.stringMatching(/No step of this run/) },
  });
  await run.cancel();
  await expect(run.result()).rejects.toThrow();
}, 30_000);

test('a step, a model and the input itself are checked', async () => {
  const run = await lab.start('work', GO, [{ ...say('Done.'), fault: 'unauthorized' }]);
  await timersOf(run);
  const refused = (input: object, words: RegExp): Promise<void> =>
    expect(run.resume(input)).rejects.toMatchObject({ cause: { message: expect.stringMatching(words) } });
  await refused({ step: 'worker.1/t9' }, /`worker\.1\/t9` does not wait\. Waiting: worker\.1\/t1/);
  await refused({ model: '' }, /`model` must be a model id/);
  await refused(['now'], /takes one object/);
  expect(await run.resume({ step: 'worker.1/t1' })).toEqual({ resumed: ['worker.1/t1'] });
  await run.result();
}, 30_000);

test('a run that is cancelled while it waits ends at once', async () => {
  const run = await lab.start('work', GO, [{ ...say('Never.'), fault: 'spend_limit' }]);
  await timersOf(run);
  await run.cancel();
  await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
}, 30_000);
