/** The second chances of a loop, one each: an answer that cannot be used, a reply that is cut off, one that cannot stand. */
import { z } from 'zod';
import { FAILURE } from '../../src/common/failure-type';
import type { CallResult } from '../../src/common/wire';
import { defineAgent, type Agent } from '../../src/workflows/agent';
import { freshProgress } from '../../src/workflows/progress';
import { toolbox } from '../../src/workflows/toolbox';
import { base, HELLO, judge, looping, run } from './loop-run';
import { say, use } from './scripted-steps';

describe('an answer that cannot be used', () => {
  test.each<[string, Agent<unknown>, Partial<CallResult>, string]>([
    ['misses the schema', judge, say('{"label":"ugly"}'), 'label: Invalid option: expected one of "good"|"bad"'],
    ['is no JSON', judge, say('good'), 'The reply is not JSON.'],
    ['is empty', judge, { content: [] }, 'The reply was empty.'],
    ['is blank', looping, say(' \n'), 'The reply was empty.'],
  ])('because it %s is asked for once more, with the problem', async (_title, agent, reply, problem) => {
    const { outcome, steps } = await run(agent, [reply, say('{"label":"good"}')]);
    expect(outcome).toMatchObject({ kind: 'answer', turns: 2 });
    const [repair] = steps.asked[1]!.delta;
    expect(repair).toMatchObject({ kind: 'text', text: expect.stringContaining(problem) as string });
    expect(steps.asked[1]).toMatchObject({ parent: 't1.0', turn: 2, scheduling: 0 });
  });

  test('twice is invalid, with the last text and problem', async () => {
    const { outcome } = await run(judge, [say('good'), say('{"label":1}')]);
    expect(outcome).toMatchObject({
      kind: 'invalid',
      text: '{"label":1}',
      problem: expect.stringContaining('label') as string,
      turns: 2,
    });
  });

  test('after a repair in an earlier run is not repaired again', async () => {
    const progress = { ...freshProgress([HELLO]), repaired: true };
    expect((await run(judge, [say('good')], {}, progress)).outcome).toMatchObject({ kind: 'invalid' });
  });

  test('on the last turn is invalid at once: there is no turn left to mend it', async () => {
    const once = defineAgent({ ...base, tools: toolbox({}), maxTurns: 1, output: z.object({}) });
    expect((await run(once, [say('no JSON')])).outcome).toMatchObject({ kind: 'invalid', turns: 1 });
  });
});

describe('a reply that is cut off', () => {
  test('is dropped and asked for once more with twice the room', async () => {
    const { outcome, steps } = await run(looping, [say('Do', { stopReason: 'max_tokens' }), say('Done.')]);
    expect(outcome).toMatchObject({ kind: 'answer', output: 'Done.', turns: 1, costNanoUsd: 20 });
    expect(steps.asked[1]).toMatchObject({
      turn: 1,
      scheduling: 1,
      maxTokens: 2_000,
      parent: null,
      segment: 't1.0',
      delta: [HELLO],
    });
  });

  test('twice ends the loop with what there is', async () => {
    const { outcome } = await run(looping, [
      say('D', { stopReason: 'max_tokens' }),
      say('Do', { stopReason: 'max_tokens' }),
    ]);
    expect(outcome).toEqual({ kind: 'cut', text: 'Do', costNanoUsd: 20, unaccountedNanoUsd: 0, turns: 1 });
  });

  test.each([
    [128_000, []],
    [100_000, [128_000]],
  ])('with %i tokens gets no more than any model gives: %j', async (maxTokens, more) => {
    const agent = defineAgent({ ...base, maxTokens });
    const { steps } = await run(
      agent,
      [...more, 0].map(() => say('D', { stopReason: 'max_tokens' })),
    );
    expect(steps.asked.map((asked) => asked.maxTokens)).toEqual([maxTokens, ...more]);
  });

  test('has room of its own again on the next turn', async () => {
    const { steps } = await run(looping, [
      use(1, { stopReason: 'max_tokens' }),
      use(1),
      say('D', { stopReason: 'max_tokens' }),
      say('Done.'),
    ]);
    expect(steps.asked.map(({ maxTokens }) => maxTokens)).toEqual([1_000, 2_000, 1_000, 2_000]);
    expect(steps.batches).toEqual([1]);
  });
});

describe('a malformed reply', () => {
  const malformed = { content: [], malformed: 'two tool calls have the same id', stopReason: 'tool_use' };

  test('is dropped and asked for once more, with the same room and the same parent', async () => {
    const { outcome, steps } = await run(looping, [malformed, say('Done.')]);
    expect(outcome).toMatchObject({ kind: 'answer', turns: 1, costNanoUsd: 20 });
    expect(steps.asked[1]).toMatchObject({ scheduling: 1, maxTokens: 1_000, parent: null, segment: 't1.0' });
    expect(steps.batches).toEqual([]);
  });

  test('twice in a turn fails, for good, and says why', async () => {
    const failing = run(looping, [malformed, malformed]);
    await expect(failing).rejects.toMatchObject({ type: FAILURE.malformedReply, nonRetryable: true });
    await expect(failing).rejects.toThrow('twice in a row: two tool calls have the same id.');
  });

  test('and a cut-off one in a turn are each asked for again', async () => {
    const cut = say('D', { stopReason: 'max_tokens' });
    const { outcome, steps } = await run(looping, [malformed, cut, say('Done.')]);
    expect(outcome).toMatchObject({ kind: 'answer' });
    expect(steps.asked.map(({ maxTokens, scheduling }) => [maxTokens, scheduling])).toEqual([
      [1_000, 0],
      [1_000, 1],
      [2_000, 2],
    ]);
    await expect(run(looping, [malformed, cut, malformed])).rejects.toMatchObject({ type: FAILURE.malformedReply });
  });
});

describe('a call that nobody answers', () => {
  test('waits and is made again, as often as it takes, and counts what it may have cost', async () => {
    const { outcome, steps } = await run(looping, [use(1), { unanswered: 3 }, { unanswered: 0 }, say('At last.')]);
    expect(steps.waits).toEqual([0, 1]);
    expect(steps.asked.map(({ turn, scheduling, waited }) => [turn, scheduling, waited])).toEqual([
      [1, 0, 0],
      [2, 0, 0],
      [2, 1, 1],
      [2, 2, 2],
    ]);
    expect(outcome).toMatchObject({ kind: 'answer', output: 'At last.', turns: 2, unaccountedNanoUsd: 3 });
  });

  test('keeps the one repair of a malformed reply', async () => {
    const bad = { malformed: 'duplicate ids' };
    const { outcome } = await run(looping, [bad, { unanswered: 0 }, say('Fine.')]);
    expect(outcome).toMatchObject({ kind: 'answer', output: 'Fine.' });
    await expect(run(looping, [bad, { unanswered: 0 }, bad])).rejects.toMatchObject({ type: 'MalformedReply' });
  });
});
