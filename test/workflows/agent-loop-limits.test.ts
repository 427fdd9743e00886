/** The limits of a loop: turns, money, tool calls, and the boundary at which a run hands over. */
import { nanoUsd } from '../../src/common/money';
import { defineAgent } from '../../src/workflows/agent';
import { runLoop } from '../../src/workflows/agent-loop';
import type { Ask } from '../../src/workflows/ask';
import { freshProgress } from '../../src/workflows/progress';
import { toolbox } from '../../src/workflows/toolbox';
import { purseOf } from './loop-run';
import { say, scripted, use, type Scripted } from './scripted-steps';

const agent = defineAgent({
  name: 'resolver',
  model: 'm',
  system: '',
  maxTokens: 1_000,
  tools: toolbox({}),
  maxTurns: 3,
});

async function run(
  replies: readonly Scripted[],
  ask: Partial<Ask> = {},
  boundaries: readonly ('carry' | 'contextFull')[] = [],
) {
  const steps = scripted(replies, boundaries);
  const progress = freshProgress([{ kind: 'text', text: 'Hello' }]);
  const outcome = await runLoop(agent, purseOf(agent, ask), progress, steps);
  steps.verifyUsed();
  return { outcome, steps, progress };
}

describe('the turn limit', () => {
  test('ends the loop before tools run whose results nobody would read', async () => {
    const { outcome, steps } = await run([use(1), use(1), use(1)]);
    expect(outcome).toEqual({
      kind: 'turnLimit',
      text: 'Let me see.',
      costNanoUsd: 30,
      unaccountedNanoUsd: 0,
      turns: 3,
    });
    expect(steps.batches).toEqual([1, 1]);
  });

  test('lets the last turn answer', async () => {
    expect((await run([use(1), use(1), say('Done.')])).outcome).toMatchObject({ kind: 'answer', turns: 3 });
  });

  test('holds for pauses, too', async () => {
    const pause = { stopReason: 'pause_turn' };
    expect((await run([pause, pause, pause])).outcome).toMatchObject({ kind: 'turnLimit', turns: 3 });
  });
});

describe('the budget', () => {
  test('allows each call what all calls before, and attempts that may have been paid, have left', async () => {
    const { steps } = await run(
      [use(1, { unaccountedNanoUsd: nanoUsd(15) }), say('D', { stopReason: 'max_tokens' }), say('Done.')],
      { budget: nanoUsd(100) },
    );
    expect(steps.asked.map(({ allowanceNanoUsd }) => allowanceNanoUsd)).toEqual([100, 75, 65]);
  });

  test('never allows less than nothing', async () => {
    const { steps } = await run([use(1, { unaccountedNanoUsd: nanoUsd(500) }), { overBudget: 0 }], {
      budget: nanoUsd(100),
    });
    expect(steps.asked.at(-1)?.allowanceNanoUsd).toBe(0);
  });

  test('ends the loop where a call does not fit, and what its attempts may have cost is told', async () => {
    const { outcome } = await run([use(1), { overBudget: 40 }], { budget: nanoUsd(100) });
    expect(outcome).toEqual({
      kind: 'budget',
      limit: 'usd',
      text: 'Let me see.',
      costNanoUsd: 10,
      unaccountedNanoUsd: 40,
      turns: 2,
    });
  });

  test('is null where there is none: nothing is held back', async () => {
    expect((await run([say('Done.')])).steps.asked[0]?.allowanceNanoUsd).toBeNull();
  });
});

describe('the limit of tool calls', () => {
  test('ends the loop before a reply that goes over it, of which nothing is run', async () => {
    const { outcome, steps } = await run([use(2), use(2)], { maxToolCalls: 3 });
    expect(outcome).toMatchObject({ kind: 'budget', limit: 'toolCalls', text: 'Let me see.', turns: 2 });
    expect(steps.batches).toEqual([2]);
  });

  test('may be reached, to the call', async () => {
    expect((await run([use(2), use(1), say('Done.')], { maxToolCalls: 3 })).outcome).toMatchObject({ kind: 'answer' });
  });

  test('of zero lets Claude answer', async () => {
    expect((await run([say('Done.')], { maxToolCalls: 0 })).outcome).toMatchObject({ kind: 'answer' });
    expect((await run([use(1)], { maxToolCalls: 0 })).outcome).toMatchObject({ kind: 'budget', limit: 'toolCalls' });
  });
});

describe('the boundary before a turn', () => {
  test('hands over with everything that the next run needs', async () => {
    const { outcome, progress } = await run([use(2)], {}, ['carry']);
    expect(outcome).toBe('carry');
    expect(progress).toMatchObject({
      turns: 1,
      toolCalls: 2,
      parent: 't1.0',
      segment: 't1.0',
      costNanoUsd: 10,
      delta: [{ toolUseId: 'toolu_0' }, { toolUseId: 'toolu_1' }],
    });
  });

  test('ends the loop where history is full', async () => {
    expect((await run([use(1)], {}, ['contextFull'])).outcome).toMatchObject({
      kind: 'contextFull',
      text: 'Let me see.',
      turns: 1,
    });
  });

  test('comes after the turn limit: a finished loop is not carried over', async () => {
    expect((await run([use(1), use(1), use(1)], {}, ['carry'])).outcome).toMatchObject({ kind: 'turnLimit' });
  });
});
