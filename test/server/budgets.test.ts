/** Limits of one agent and of whole runs on a real server; the bill is the simulator's. */
import { setTimeout as pause } from 'node:timers/promises';
import { runDw } from '../../src/cli/program';
import type { Run } from '../../src/client';
import { formatUsd, nanoUsd, usd } from '../../src/common/money';
import { say, use, type Script, type SimulatedRequest } from '../../src/testing';
import type { Ask, Outcome, RunLimits } from '../../src/workflows';
import { recordedTerminal } from '../cli/recorded-terminal';
import { activitiesIn, historyOf } from './history';
import type { SharedWork } from './fixtures/lab-workflows';
import { openLab, type Lab } from './lab';
import { livePageOf } from './live-page-of';

const POLL_MS = 50;

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

const read = (size = 10) => use('read', { size }, { text: 'Let me see.' });
const last = ({ body }: SimulatedRequest): string => JSON.stringify(body.messages.at(-1)?.content);

/** Waits until a timer's summary says so. */
async function untilWaiting({ id }: Run): Promise<void> {
  for (;;) {
    const timers = (await historyOf(lab, id)).filter(({ timerStartedEventAttributes: timer }) => timer);
    if (timers.some(({ userMetadata }) => JSON.stringify(userMetadata?.summary?.data?.toString()).includes('waits')))
      return;
    await pause(POLL_MS);
  }
}

describe('one agent', () => {
  test('ends before the call that its tokens do not allow', async () => {
    const { result, requests } = await lab.run('work', { prompt: 'Go.', maxTokensTotal: 10_000 }, [read(9_000)]);
    expect(result).toMatchObject({ kind: 'budget', limit: 'tokens', text: 'Let me see.', turns: 1 });
    const [{ inputTokens = 0, cacheWrite5m = 0, outputTokens = 0 } = {}] = lab.simulator.bill().attempts.slice(-1);
    expect(inputTokens + cacheWrite5m + outputTokens).toBeLessThanOrEqual(10_000);
    expect(requests).toHaveLength(1);
  });

  test('may be given fewer turns than it has', async () => {
    const { result } = await lab.run('work', { prompt: 'Go.', maxTurns: 1 }, [read()]);
    expect(result).toMatchObject({ kind: 'turnLimit', turns: 1 });
  });

  test('sums up with what was held back, without tools, and with the answers to those that were not run', async () => {
    const ask = { prompt: 'Go.', maxToolCalls: 1, budget: usd(1), atLimit: 'close' };
    const { id, result, requests, costNanoUsd } = await lab.run('work', ask, [read(), read(), say('In sum: ten.')]);
    expect(result).toMatchObject({ kind: 'budget', limit: 'toolCalls', text: 'In sum: ten.', turns: 3, costNanoUsd });
    expect(requests.map(({ body }) => body.tool_choice?.type)).toEqual([undefined, undefined, 'none']);
    expect(requests[2]!.body.tools).toEqual(requests[0]!.body.tools);
    expect(last(requests[2]!)).toMatch(/Not run: the limit of tool calls is reached.*Say now, briefly/);
    const tools = activitiesIn(await historyOf(lab, id)).filter(({ name }) => name === 'read');
    expect(tools).toHaveLength(1);
  });

  test('sums up without the results that do not fit any more', async () => {
    const ask = { prompt: 'Go.', budget: usd(0.25), atLimit: 'close' };
    const { result, requests, costNanoUsd } = await lab.run('work', ask, [read(60_000), say('In sum: much.')]);
    expect(result).toMatchObject({ kind: 'budget', limit: 'usd', text: 'In sum: much.', turns: 2 });
    expect(last(requests[1]!)).toContain('its result is left out');
    expect(costNanoUsd).toBeLessThanOrEqual(usd(0.25));
  });

  test('waits until a person raises its budget, and goes on where it was', async () => {
    const seen = lab.account();
    const ask = { prompt: 'Go.', budget: usd(0.001), atLimit: 'pause' };
    const run = await lab.start('work', ask, [read(), say('Done.')]);
    await untilWaiting(run);
    expect(seen().requests).toHaveLength(0);
    await expect(run.raiseBudget({})).rejects.toMatchObject({
      cause: { message: expect.stringContaining('by how much') },
    });
    await expect(run.raiseBudget({ usd: -1 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('more than nothing') },
    });
    await expect(run.raiseBudget({ tokens: 5 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('no limit of `tokens`') },
    });
    await expect(run.raiseBudget({ usd: 1, of: 'nobody' })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('There are: `worker.1`') },
    });
    Object.assign(process.env, { TEMPORAL_ADDRESS: lab.server.address });
    const terminal = recordedTerminal();
    expect(await runDw(['raise', run.id, '--tool-calls', '2'], terminal)).toBe(1);
    expect(terminal.complained.join()).toContain('no limit of `toolCalls`');
    expect(await runDw(['raise', run.id, '--usd', '0.5', '--by', 'lead'], terminal)).toBe(0);
    expect(terminal.written.join()).toBe('Raised: worker.1 may now take USD 0.5010, 120 turns in all.');
    expect(await run.result()).toMatchObject({ kind: 'answer', output: 'Done.', turns: 2 });
    expect(seen().costNanoUsd).toBeLessThanOrEqual(usd(0.501));
    const calls = activitiesIn(await historyOf(lab, run.id)).map(({ id }) => id);
    expect(new Set(calls).size).toBe(calls.length);
  }, 30_000);

  test('may be given more before it meets a limit', async () => {
    const gate = { arrive: () => undefined as void, open: () => undefined as void };
    const arrived = new Promise<void>((resolve) => (gate.arrive = resolve));
    const opened = new Promise<void>((resolve) => (gate.open = resolve));
    const script: Script = async ({ body }) => {
      if (body.messages.length > 1) return say('Done.');
      gate.arrive();
      await opened;
      return read();
    };
    const run = await lab.start('work', { prompt: 'Go.', maxToolCalls: 0, budget: usd(1) }, script);
    await arrived; // an Update to a run that has not begun finds nothing to raise
    expect(await run.raiseBudget({ toolCalls: 1 })).toMatchObject({ of: 'worker.1', limits: { maxToolCalls: 1 } });
    expect(await livePageOf(lab, run)).toContain('0 of 1 tool calls (1 left)');
    gate.open();
    expect(await run.result()).toMatchObject({ kind: 'answer', turns: 2 });
  }, 30_000);
});

describe('time', () => {
  test('that is up cancels a call of Claude, whose cost is counted', async () => {
    const script: Script = () => say('Never said.', { fault: 'stall' });
    const { id, result, costNanoUsd } = await lab.run('work', { prompt: 'Go.', maxWallMs: 8_000 }, script);
    expect(result).toMatchObject({ kind: 'budget', limit: 'time', turns: 1, costNanoUsd: 0 });
    expect(result.unaccountedNanoUsd).toBeGreaterThanOrEqual(costNanoUsd);
    expect(activitiesIn(await historyOf(lab, id))).toMatchObject([{ name: 'callClaude', end: 'cancelled' }]);
  }, 30_000);

  test('stops a tool that reads, and lets Claude say what it has', async () => {
    const ask = { prompt: 'Go.', maxWallMs: 8_000, atLimit: 'close' };
    const script = [use('wait', { ms: 60_000 }), say('I waited in vain.')];
    const { result, requests } = await lab.run('work', ask, script);
    expect(result).toMatchObject({ kind: 'budget', limit: 'time', text: 'I waited in vain.', turns: 2 });
    expect(last(requests[1]!)).toContain('was stopped, since the time is up');
  }, 30_000);

  test('waits for a tool with an effect', async () => {
    const file = `/tmp/dw-budgets-${process.pid}`;
    const { id, result } = await lab.run('work', { prompt: 'Go.', maxWallMs: 8_000 }, [
      use('post', { file, ms: 12_000 }),
    ]);
    expect(result).toMatchObject({ kind: 'budget', limit: 'time', turns: 1 });
    expect(activitiesIn(await historyOf(lab, id)).map(({ name, end }) => `${name} ${end}`)).toEqual([
      'callClaude completed',
      'post completed',
    ]);
  }, 30_000);

  test('that is not up leaves nothing behind', async () => {
    const { result } = await lab.run('work', { prompt: 'Go.', maxWallMs: 600_000 }, [read(), say('Done.')]);
    expect(result).toMatchObject({ kind: 'answer', turns: 2 });
  });
});

describe('a whole run', () => {
  const together = (limits: RunLimits, count: number, script: Script, ask: Partial<Ask> = {}) => {
    const asks = Array.from({ length: count }, (_, at) => ({ prompt: `Task ${at}.`, ...ask }));
    return lab.run<SharedWork>('workWithin', { limits, asks }, script);
  };
  const twoTurns: Script = ({ body }) => (body.messages.length > 1 ? say('Done.') : read());

  test('is shared by agents side by side, who wait for each other rather than spend more than there is', async () => {
    const { result, costNanoUsd } = await together({ budget: usd(0.3) }, 4, twoTurns);
    expect(result.outcomes.map(({ kind }) => kind)).toEqual(['answer', 'answer', 'answer', 'answer']);
    expect(result.left.budget).toBe(usd(0.3) - costNanoUsd);
  }, 60_000);

  test('ends those for whom nothing is left', async () => {
    // A reply alone is reserved with 0.04, and each agent costs 0.0036: the sixteenth finds too little in any order.
    const { result, costNanoUsd } = await together({ budget: usd(0.085) }, 16, twoTurns);
    const kinds = result.outcomes.map(({ kind }) => kind);
    expect(kinds).toContain('answer');
    expect(kinds).toContain('budget');
    expect(costNanoUsd).toBeLessThanOrEqual(usd(0.085));
  }, 60_000);

  test('counts turns and tool calls of all together', async () => {
    const { result } = await together({ maxToolCalls: 2 }, 3, twoTurns);
    const kinds = result.outcomes.map((outcome) => (outcome.kind === 'budget' ? outcome.limit : outcome.kind));
    expect(kinds.sort()).toEqual(['answer', 'answer', 'toolCalls']);
    expect(result.left).toEqual({ maxToolCalls: 0 });
    const turns = await together({ maxTurns: 3 }, 2, twoTurns);
    expect(turns.result.outcomes.map(kindOf).sort()).toEqual(['answer', 'budget']);
  }, 60_000);

  test('waits as one: a raise lets all go on', async () => {
    const asks = [1, 2].map((at) => ({ prompt: `Task ${at}.` }));
    const run = await lab.start('workWithin', { limits: { budget: usd(0.001), atLimit: 'pause' }, asks }, twoTurns);
    await untilWaiting(run);
    expect(await livePageOf(lab, run)).toContain('- the whole run: USD 0.0000 of USD 0.001000 (USD 0.001000 left)');
    expect(await run.raiseBudget({ usd: 1 })).toMatchObject({ of: 'run', limits: { budget: usd(1.001) } });
    expect(((await run.result()) as SharedWork).outcomes.map(kindOf)).toEqual(['answer', 'answer']);
    expect((await lab.client.ledger(run.id)).limits[0]).toMatchObject({ of: 'run', limits: { budget: usd(1.001) } });
  }, 60_000);

  test('bounds the calls of one tool by all agents together', async () => {
    const { id, result } = await together({ maxCalls: { read: 2 } }, 3, twoTurns);
    expect(result.outcomes.map(kindOf)).toEqual(['answer', 'answer', 'answer']);
    expect(result.left).toEqual({ maxCalls: { read: 0 } });
    expect(activitiesIn(await historyOf(lab, id)).filter(({ name }) => name === 'read')).toHaveLength(2);
    const wrong = lab.run('workWithin', { limits: { maxCalls: { read: -1 } }, asks: [] }, []);
    await expect(wrong).rejects.toMatchObject({
      cause: { message: 'maxCalls of `read` must be a whole number, not `-1`.' },
    });
  }, 60_000);

  test('lends to children, who spend no more than they are lent, and counts what they took', async () => {
    const lend = async (budget: number, lent: number) => {
      const input = { limits: { budget: usd(budget) }, children: 3, lent: usd(lent) };
      const { result, costNanoUsd } = await lab.run<SharedWork>('workLending', input, twoTurns);
      expect(result.left.budget).toBe(usd(budget) - costNanoUsd);
      return result.outcomes.map(kindOf);
    };
    expect(await lend(1, 0.2)).toEqual(['answer', 'answer', 'answer', 'answer']);
    expect((await lend(1, 0.01)).slice(1)).toEqual(['budget', 'budget', 'budget']);
    // Half of it at a time: the others wait for what the first ones leave.
    expect(await lend(0.15, 0.07)).toEqual(['answer', 'answer', 'answer', 'answer']);
  }, 90_000);

  test('and its agents say what is used and left of every limit, on the page, in the ledger and in dw', async () => {
    const limits = { budget: usd(1), maxTurns: 9, maxWallMs: 3_600_000 };
    const { id, result, costNanoUsd } = await together(limits, 2, twoTurns, {
      maxTokensTotal: 90_000,
      maxToolCalls: 3,
    });
    expect(result.outcomes.map(kindOf)).toEqual(['answer', 'answer']);
    const money = `${formatUsd(nanoUsd(costNanoUsd))} of USD 1.0000 (${formatUsd(result.left.budget!)} left)`;
    const ofRun = new RegExp(`: ${money}, 4 of 9 turns (5 left), until 20`.replace(/[().]/g, '\\$&'));
    const ofAgent = /\d+ of 90000 tokens \(\d+ left\), 2 of 120 turns \(118 left\), 1 of 3 tool calls \(2 left\)/;
    const page = await livePageOf(lab, { id });
    expect(page).toMatch(ofRun);
    expect(page.match(new RegExp(ofAgent, 'g'))).toHaveLength(2);
    const terminal = recordedTerminal();
    Object.assign(process.env, { TEMPORAL_ADDRESS: lab.server.address });
    for (const command of ['show', 'ledger']) expect(await runDw([command, id], terminal)).toBe(0);
    const text = terminal.written.join('\n');
    expect(text.match(new RegExp(ofRun, 'g'))).toHaveLength(2);
    for (const agent of ['worker.1', 'worker.2'])
      expect(text.match(new RegExp(`${agent}: ${ofAgent.source}`, 'g'))).toHaveLength(2);
    const json = recordedTerminal();
    expect(await runDw(['ledger', id, '--json'], json)).toBe(0);
    expect(JSON.parse(json.written.join(''))).toMatchObject({
      limits: [
        { of: 'run', limits, used: { amount: { nanoUsd: costNanoUsd }, turns: 4, toolCalls: 2 } },
        { of: 'worker.1', limits: { maxTokensTotal: 90_000 }, used: { turns: 2, toolCalls: 1 } },
        { of: 'worker.2' },
      ],
    });
  }, 60_000);
});

const kindOf = ({ kind }: Outcome<string>): string => kind;
