/** The tool calls of one reply, with Temporal's scheduling replaced by a script: who may run, in which order, and what Claude is told. */
import { ActivityFailure, ApplicationFailure, CancelledFailure, RetryState } from '@temporalio/common';
import { FAILURE } from '../../src/common/failure-type';
import type { EffectKind } from '../../src/common/offer';
import type { Block } from '../../src/common/wire';
import { freshProgress } from '../../src/workflows/progress';
import { answerWith, HASH, offer, run, scheduled, use, type Setting } from './tool-calls-rig';

const failed = (cause: Error): ActivityFailure =>
  new ActivityFailure('failed', 'read', 'id', RetryState.NON_RETRYABLE_FAILURE, 'worker', cause);

test('each call is an activity of its own under a readable id, explicitly waiting for cancellation', async () => {
  const parts = await run([use(0, 'read'), use(1, 'read')]);
  expect(parts).toEqual([
    { kind: 'result', toolUseId: 'toolu_0', activityId: 'resolver.1/t2/0.toolu_0.0' },
    { kind: 'result', toolUseId: 'toolu_1', activityId: 'resolver.1/t2/1.toolu_1.0' },
  ]);
  expect(scheduled[1]).toMatchObject({
    name: 'read',
    args: [{ id: '1' }, { v: 1, toolUseId: 'toolu_1', hash: HASH, firstRunId: 'first' }],
    options: {
      ...{
        activityId: 'resolver.1/t2/1.toolu_1.0',
        summary: '3/4 resolver t2 · id 1',
        startToCloseTimeout: 7_000,
        heartbeatTimeout: 10_000,
      },
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    },
  });
});

test('what validation made of the arguments is what runs', async () => {
  await run([use(0, 'read')], { calls: [{ id: 'toolu_0', hash: HASH, args: { id: '0', page: 1 } }] });
  expect(scheduled[0]?.args[0]).toEqual({ id: '0', page: 1 });
});

test('results come in the order of the calls, whichever ends first, refusals among them', async () => {
  const ends: (() => void)[] = [];
  answerWith(() => new Promise((resolve) => ends.push(() => resolve('ok'))));
  const running = run([use(0, 'read'), use(1, 'nope'), use(2, 'read')]);
  await new Promise((resolve) => setImmediate(resolve));
  ends.reverse().forEach((end) => end());
  expect((await running).map((part) => ('toolUseId' in part ? [part.kind, part.toolUseId] : []))).toEqual([
    ['result', 'toolu_0'],
    ['refusal', 'toolu_1'],
    ['result', 'toolu_2'],
  ]);
});

describe('a call is refused, and starts nothing,', () => {
  test.each<[string, Block, Setting, string]>([
    [
      'of a tool that is not there',
      use(0, 'nope'),
      {},
      'There is no tool `nope`. Nothing was run. The tools are: read.',
    ],
    ['of a name that every object has', use(0, 'constructor'), {}, 'There is no tool `constructor`.'],
    ['of a tool that the segment does not offer', use(0, 'read'), { offers: [] }, 'There is no tool `read`.'],
    [
      'of an offered tool that the toolbox has not',
      use(0, 'pay'),
      { offers: [offer('pay')] },
      'There is no tool `pay`.',
    ],
    [
      'with arguments that are not valid',
      use(0, 'read'),
      { calls: [{ id: 'toolu_0', problem: 'Too long.' }] },
      'Too long.',
    ],
    ['that was not validated', use(0, 'read'), { calls: [] }, 'The call was not validated.'],
  ])('%s', async (_title, block, setting, text) => {
    const progress = freshProgress([]);
    expect(await run([block], { ...setting, progress })).toEqual([
      { kind: 'refusal', toolUseId: 'toolu_0', text: expect.stringContaining(text) as string },
    ]);
    expect(scheduled).toEqual([]);
    expect(progress).toMatchObject({ toolCalls: 0, callsByTool: {} });
  });

  test('above the limit of its tool, over the whole run', async () => {
    const progress = { ...freshProgress([]), callsByTool: { read: 1 }, toolCalls: 1 };
    const parts = await run([use(0, 'read'), use(1, 'read'), use(2, 'read')], {
      rules: { read: { maxCalls: 2 } },
      progress,
    });
    expect(parts.map(({ kind }) => kind)).toEqual(['result', 'refusal', 'refusal']);
    expect(parts[1]).toMatchObject({
      text: '`read` may be called 2 times at the most, and was. It was not run; do not call it again.',
    });
    expect(progress).toMatchObject({ toolCalls: 2, callsByTool: { read: 2 } });
  });
});

describe('a failed call', () => {
  test('does not take the others down, and Claude is told no internals', async () => {
    answerWith((id) =>
      id.includes('toolu_0')
        ? Promise.reject(failed(ApplicationFailure.nonRetryable('the password is hunter2', FAILURE.toolFailed)))
        : Promise.resolve('ok'),
    );
    const parts = await run([use(0, 'read'), use(1, 'read')]);
    expect(parts).toEqual([
      { kind: 'refusal', toolUseId: 'toolu_0', text: '`read` failed, also when tried again. Take another way.' },
      { kind: 'result', toolUseId: 'toolu_1', activityId: 'resolver.1/t2/1.toolu_1.0' },
    ]);
  });

  test.each<[EffectKind, string, RegExp]>([
    [
      'once',
      FAILURE.outcomeUnknown,
      /^It is not known whether `read` took effect: it may have happened\. .* do not repeat it/,
    ],
    ['once', 'TIMEOUT', /^It is not known whether `read` took effect/],
    ['once', FAILURE.argumentsChanged, /^`read` failed, also when tried again\. Take another way\.$/],
    [
      'idempotent',
      FAILURE.toolFailed,
      /^`read` failed, .* may or may not have taken effect\. Repeating it with the same arguments is safe\./,
    ],
    ['read', FAILURE.toolFailed, /^`read` failed, also when tried again\. Take another way\.$/],
  ])('of a tool with effect `%s` (%s) is told as what may be concluded', async (effect, type, words) => {
    answerWith(() => Promise.reject(failed(ApplicationFailure.nonRetryable('x', type))));
    expect(await run([use(0, 'read')], { offers: [offer('read', effect)] })).toMatchObject([
      { kind: 'refusal', text: expect.stringMatching(words) as string },
    ]);
  });

  test('that is no failure of an activity fails the run: it is a mistake in this code', async () => {
    answerWith(() => Promise.reject(new TypeError('mistake')));
    await expect(run([use(0, 'read')])).rejects.toThrow('mistake');
  });
});

test('a cancellation is thrown, once every call has ended', async () => {
  let end = (): void => undefined;
  let isOver = false;
  answerWith((id) =>
    id.includes('toolu_0')
      ? Promise.reject(failed(new CancelledFailure('stop')))
      : new Promise((resolve) => (end = () => resolve('ok'))),
  );
  const running = run([use(0, 'read'), use(1, 'read')]).finally(() => (isOver = true));
  const caught = running.catch((error: unknown) => error);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  end();
  expect(await caught).toMatchObject({ cause: { message: 'stop' } });
});
