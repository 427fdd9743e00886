/** The loop of an agent, driven by a script: every outcome, and what each call continues. */
import { nanoUsd } from '../../src/common/money';
import { CARRIED } from '../../src/common/carry';
import type { CallResult } from '../../src/common/wire';
import { carriedProgress, freshProgress } from '../../src/workflows/progress';
import { HELLO, judge, looping, run } from './loop-run';
import { say, text, use } from './scripted-steps';

describe('an answer', () => {
  test('ends the loop, with what everything cost', async () => {
    const { outcome, steps } = await run(looping, [use(2, { unaccountedNanoUsd: nanoUsd(7) }), say('Done.')]);
    expect(outcome).toEqual({ kind: 'answer', output: 'Done.', costNanoUsd: 20, unaccountedNanoUsd: 7, turns: 2 });
    expect(steps.asked).toEqual([
      {
        turn: 1,
        scheduling: 0,
        maxTokens: 1_000,
        allowanceNanoUsd: null,
        waited: 0,
        parent: null,
        segment: null,
        delta: [HELLO],
      },
      {
        ...{
          turn: 2,
          scheduling: 0,
          maxTokens: 1_000,
          allowanceNanoUsd: null,
          waited: 0,
          parent: 't1.0',
          segment: 't1.0',
        },
        delta: ['toolu_0', 'toolu_1'].map((toolUseId) => ({
          kind: 'result',
          toolUseId,
          activityId: `of ${toolUseId}`,
        })),
      },
    ]);
  });

  test('by a schema is typed; text before a thinking block does not count', async () => {
    const content = [text('{"label":"bad"}'), { type: 'thinking', thinking: '' }, text('{"label":'), text('"good"}')];
    expect((await run(judge, [{ content }])).outcome).toMatchObject({ kind: 'answer', output: { label: 'good' } });
  });

  test('after a pause goes on from the paused reply, with nothing new', async () => {
    const { outcome, steps } = await run(judge, [
      { stopReason: 'pause_turn', content: [text('One moment')] },
      say('{"label":"good"}'),
    ]);
    expect(outcome).toMatchObject({ kind: 'answer', turns: 2 });
    expect(steps.asked[1]).toMatchObject({ parent: 't1.0', delta: [] });
  });

  test.each(['end_turn', 'stop_sequence', 'something_new'])('is what ends with `%s`', async (stopReason) => {
    expect((await run(looping, [say('Done.', { stopReason })])).outcome).toMatchObject({
      kind: 'answer',
      output: 'Done.',
    });
  });
});

describe('what Claude or the API ends', () => {
  test.each<[Partial<CallResult>, object]>([
    [
      { stopReason: 'refusal', stopDetails: { category: 'cyber' }, content: [text('I')] },
      { kind: 'refused', category: 'cyber', text: 'I' },
    ],
    [
      { stopReason: 'refusal', stopDetails: { category: null } },
      { kind: 'refused', category: null, text: '' },
    ],
    [{ stopReason: 'refusal' }, { kind: 'refused', category: null, text: '' }],
    [
      { stopReason: 'model_context_window_exceeded', content: [text('So far')] },
      { kind: 'contextFull', text: 'So far' },
    ],
  ])('%j ends as %j', async (reply, ending) => {
    expect((await run(looping, [reply])).outcome).toEqual({
      ...ending,
      costNanoUsd: 10,
      unaccountedNanoUsd: 0,
      turns: 1,
    });
  });
});

test('a conversation that was carried goes on from there', async () => {
  const carried = {
    ...freshProgress([]),
    v: 1,
    agent: 'resolver',
    opening: { model: 'm', system: '', tools: [] },
    lastTokens: 9,
    turns: 3,
    costNanoUsd: nanoUsd(5),
  };
  const { outcome, steps } = await run(looping, [use(1), say('Done.')], {}, carriedProgress(carried));
  expect(steps.asked).toMatchObject([
    { turn: 4, parent: CARRIED, segment: CARRIED, delta: [] },
    { turn: 5, parent: 't4.0', segment: CARRIED },
  ]);
  expect(outcome).toMatchObject({ kind: 'answer', turns: 5, costNanoUsd: 25 });
});
