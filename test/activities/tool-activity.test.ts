/** The activity that a tool becomes: what it guards before `run`, and how each kind of error ends. */
import { ApplicationFailure } from '@temporalio/common';
import { content, ToolError } from '../../src/activities';
import { FAILURE } from '../../src/common/failure-type';
import { attempt, failureOf, fails, probe } from './tool-rig';

const NOTHING = { v: 1, settled: 0, free: 0, unaccountedNanoUsd: 0, inFlightNanoUsd: 0 };

describe('a tool that goes well', () => {
  test.each<[unknown, unknown]>([
    ['found', 'found'],
    [{ found: [1, null] }, '{"found":[1,null]}'],
    [undefined, 'done'],
    [null, 'null'],
    [0, '0'],
    ['', '(empty)'],
    [content([{ type: 'text', text: 'a' }]), [{ type: 'text', text: 'a' }]],
  ])('and returned %j gives Claude %j', async (returned, expected) => {
    expect((await attempt(probe(() => returned))).result).toEqual({ v: 1, content: expected });
  });

  test('gets its arguments, its attempt, a signal, and a key of 64 hex digits', async () => {
    const tool = probe(() => 'ok');
    await attempt(tool, { id: '7' });
    expect(tool.runs).toMatchObject([
      { args: { id: '7' }, ctx: { attempt: 1, idempotencyKey: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
    ]);
    expect(tool.runs[0]?.ctx.signal.aborted).toBe(false);
  });

  test('shows its progress in heartbeats without losing the count of attempts', async () => {
    const { beats } = await attempt(
      probe(({ heartbeat }) => (heartbeat({ page: 2 }), heartbeat(), 'ok')),
      {},
      { info: { attempt: 2, heartbeatDetails: { ...NOTHING, free: 1 } } },
    );
    expect(beats).toEqual([
      { ...NOTHING, free: 1, detail: { page: 2 } },
      { ...NOTHING, free: 1, detail: null },
    ]);
  });

  test.each(['debug', 'info', 'warn', 'error'] as const)(
    'logs at level %s with its own fields and those of the activity',
    async (level) => {
      const { log } = await attempt(probe(({ log: write }) => (write[level]('found', { orders: 2 }), 'ok')));
      expect(log.filter(({ message }) => message === 'found')).toMatchObject([
        { level: level.toUpperCase(), meta: { orders: 2, activityId: 'resolver.1/t1/0.toolu_1.0' } },
      ]);
    },
  );
});

describe('an error', () => {
  test('for Claude becomes an error result, on the first attempt and on the last', async () => {
    for (const info of [{ attempt: 1 }, { attempt: 5 }]) {
      const { result } = await attempt(probe(fails(new ToolError('There is no such order.'))), {}, { info });
      expect(result).toEqual({ v: 1, content: 'There is no such order.', isError: true });
    }
    expect((await attempt(probe(fails(new ToolError(''))))).result).toMatchObject({
      content: 'The tool failed without saying why.',
      isError: true,
    });
  });

  test.each<[string, unknown, string]>([
    ['an error', new Error('down'), '`probe` failed: down'],
    ['something else', 'a text', '`probe` failed: a text'],
    ['a retryable failure', ApplicationFailure.retryable('busy', 'Busy'), '`probe` failed: busy'],
  ])('that is %s is retried, and final on the last attempt', async (_title, error, message) => {
    const tool = probe(fails(error), { maxAttempts: 3 });
    expect(failureOf(await attempt(tool, {}, { info: { attempt: 2 } }))).toMatchObject({
      type: FAILURE.toolFailed,
      nonRetryable: false,
      message,
    });
    const last = failureOf(await attempt(tool, {}, { info: { attempt: 3 } }));
    expect(last).toMatchObject({ type: FAILURE.toolFailed, nonRetryable: true, message });
    expect(last.cause).toMatchObject({ message: expect.any(String) as string });
  });

  test('that says it is not retryable is final at once', async () => {
    const failure = failureOf(await attempt(probe(fails(ApplicationFailure.nonRetryable('gone', 'Gone')))));
    expect(failure).toMatchObject({ type: FAILURE.toolFailed, nonRetryable: true, cause: { type: 'Gone' } });
  });

  test('of a tool that must not run twice leaves its outcome unknown, finally', async () => {
    const failure = failureOf(await attempt(probe(fails(new Error('timeout')), { effect: 'once' })));
    expect(failure).toMatchObject({
      type: FAILURE.outcomeUnknown,
      nonRetryable: true,
      message: '`probe` failed: timeout',
    });
  });

  test('does not keep the timer of the heartbeats running', async () => {
    const cleared = jest.spyOn(global, 'clearInterval');
    await attempt(probe(fails(new Error('down'))));
    expect(cleared).toHaveBeenCalledTimes(1);
    cleared.mockRestore();
  });
});

describe('a tool is not run', () => {
  test.each([2, 3])('a second time if it must not, on attempt %i', async (number) => {
    const tool = probe(() => 'posted', { effect: 'once', maxAttempts: 9 });
    const failure = failureOf(await attempt(tool, {}, { info: { attempt: number } }));
    expect(failure).toMatchObject({
      type: FAILURE.outcomeUnknown,
      nonRetryable: true,
      message: '`probe` was started before and may have had its effect. It is not started a second time.',
    });
    expect(tool.runs).toEqual([]);
  });

  test('more often than it may: an attempt after a killed last one ends before `run`', async () => {
    const tool = probe(() => 'ok', { maxAttempts: 3 });
    expect(failureOf(await attempt(tool, {}, { info: { attempt: 4 } }))).toMatchObject({
      type: FAILURE.toolFailed,
      nonRetryable: true,
      message: '`probe` did not end in 3 attempts.',
    });
    expect(tool.runs).toEqual([]);
  });

  test('with other arguments than the validated ones', async () => {
    const tool = probe(() => 'ok');
    const failure = failureOf(await attempt(tool, { id: '8' }, { call: { hash: '0'.repeat(64) } }));
    expect(failure).toMatchObject({
      type: FAILURE.argumentsChanged,
      nonRetryable: true,
      message: 'The arguments of `toolu_1` are not the ones that were validated. Nothing was run.',
    });
    expect(tool.runs).toEqual([]);
  });

  test('by a worker that does not know its format; that attempt does not count, even for a tool that has only one', async () => {
    const tool = probe(() => 'posted', { effect: 'once' });
    const newer = await attempt(tool, {}, { call: { v: 99 } });
    expect(failureOf(newer)).toMatchObject({ type: FAILURE.newerFormat, nonRetryable: false, nextRetryDelay: 5_000 });
    expect(tool.runs).toEqual([]);
    const next = await attempt(tool, {}, { info: { attempt: 2, heartbeatDetails: newer.beats.at(-1) } });
    expect(next.result).toEqual({ v: 1, content: 'posted' });
    expect(tool.runs).toMatchObject([{ ctx: { attempt: 1 } }]);
    const third = await attempt(tool, {}, { info: { attempt: 3, heartbeatDetails: next.beats.at(-1) } });
    expect(failureOf(third).type).toBe(FAILURE.outcomeUnknown);
  });
});
