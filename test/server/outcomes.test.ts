import { FAILURE } from '../../src/common/failure-type';
import { usd } from '../../src/common/money';
import { say, use, type Script } from '../../src/testing';
import type { Outcome } from '../../src/workflows';
import { toolsRunIn } from './history';
import { openLab, type Lab } from './lab';
import { messagesOf } from './seen';

const go = { prompt: 'Go.' };
const good = { label: 'good', score: 3 };
const read = (size = 10) => use('read', { size });

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

describe('a typed answer', () => {
  test('comes back as the schema has it, with what it cost', async () => {
    const { id, result, requests, costNanoUsd } = await lab.run<Outcome<object>>('judgeIt', go, [
      say(JSON.stringify(good)),
    ]);
    expect(result).toEqual({ kind: 'answer', output: good, turns: 1, costNanoUsd, unaccountedNanoUsd: 0 });
    expect(requests[0]?.body.output_config?.format).toMatchObject({
      type: 'json_schema',
      schema: { required: ['label', 'score'] },
    });
    expect((await lab.client.ledger(id)).totals.costNanoUsd).toBe(costNanoUsd);
  });

  test.each([
    ['misses a rule that the API does not check', JSON.stringify({ ...good, score: 33 }), /score: .*<=9/],
    ['is no JSON', 'It is good.', /not JSON/],
    ['is empty', '', /empty/],
  ])('that %s is repaired once', async (_, wrong, told) => {
    const script = [wrong ? say(wrong) : say('', { fault: 'empty' }), say(JSON.stringify(good))];
    const { result, requests } = await lab.run<Outcome<object>>('judgeIt', go, script);
    expect(result).toMatchObject({ kind: 'answer', output: good, turns: 2 });
    expect(JSON.stringify(requests[1]?.body.messages.at(-1))).toMatch(told);
  });

  test('that is wrong again is invalid, and says why', async () => {
    const script = [say('{"label":"fine","score":1}'), say('{"label":"well","score":1}')];
    const { result } = await lab.run<Outcome<object>>('judgeIt', go, script);
    expect(result).toMatchObject({
      kind: 'invalid',
      turns: 2,
      text: '{"label":"well","score":1}',
      problem: expect.stringContaining('label: '),
    });
  });
});

describe('a refusal', () => {
  test('is an outcome with its category, and keeps what Claude had said', async () => {
    const { result } = await lab.run('work', go, [{ ...read(), text: 'Let me see.' }, say('', { fault: 'refusal' })]);
    expect(result).toMatchObject({ kind: 'refused', category: 'general_harms', text: 'Let me see.', turns: 2 });
  });

  test('after half a tool call runs nothing', async () => {
    const script = [
      {
        toolUses: [
          { name: 'read', input: { size: 1 } },
          { name: 'echo', input: { text: 'half' } },
        ],
        fault: { kind: 'refusal', afterPartialTool: true },
      },
    ] as const;
    const { id, result } = await lab.run('work', go, script);
    expect(result).toMatchObject({ kind: 'refused', turns: 1 });
    expect(await toolsRunIn(lab, id)).toEqual([]);
  });
});

describe('a reply that is cut off', () => {
  const cut = (text: string) => use('echo', { text }, { fault: 'max_tokens_in_tool' });

  test('is dropped, and asked for again with twice the room', async () => {
    const { id, result, requests, costNanoUsd } = await lab.run('work', go, [
      cut('half'),
      use('echo', { text: 'whole' }),
      say('Done.'),
    ]);
    expect(result).toMatchObject({ kind: 'answer', output: 'Done.', turns: 2, costNanoUsd });
    expect(requests.map(({ body }) => body.max_tokens)).toEqual([2_000, 4_000, 2_000]);
    expect(messagesOf(requests[1]!)).toEqual(messagesOf(requests[0]!));
    const [conversation] = await lab.client.transcript(id);
    expect(conversation?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(JSON.stringify(conversation)).not.toContain('half');
    expect(await toolsRunIn(lab, id)).toHaveLength(1);
  });

  test('and again is an outcome, with nothing run', async () => {
    const { id, result, costNanoUsd } = await lab.run('work', go, [
      cut('half'),
      { ...cut('half'), text: 'Once more:' },
    ]);
    expect(result).toMatchObject({ kind: 'cut', text: 'Once more:', turns: 1, costNanoUsd });
    expect(await toolsRunIn(lab, id)).toEqual([]);
  });
});

describe('a turn of its own kind', () => {
  test('a pause is gone on from, with the reply as it was', async () => {
    const { result, requests } = await lab.run('work', go, [say('Wait,', { fault: 'pause_turn' }), say('done.')]);
    expect(result).toMatchObject({ kind: 'answer', output: 'done.', turns: 2 });
    expect(messagesOf(requests[1]!)).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: [{ text: 'Wait,' }] },
    ]);
  });

  test('an empty reply leaves no message, and Claude is asked to answer', async () => {
    const { id, result } = await lab.run('work', go, [say('', { fault: 'empty' }), say('Done.')]);
    expect(result).toMatchObject({ kind: 'answer', output: 'Done.', turns: 2 });
    expect((await lab.client.transcript(id))[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
  });

  test('a full context ends the run with what was said', async () => {
    const { result } = await lab.run('work', go, [say('Half of it is told', { fault: 'context_window' })]);
    expect(result).toMatchObject({ kind: 'contextFull', text: expect.stringMatching(/^Half/) });
  });
});

describe('a limit', () => {
  test('of turns ends the run before the tools of the last reply', async () => {
    const { id, result } = await lab.run('workTwice', go, [read(), { ...read(), text: 'One more.' }]);
    expect(result).toMatchObject({ kind: 'turnLimit', turns: 2, text: 'One more.' });
    expect(await toolsRunIn(lab, id)).toHaveLength(1);
  });

  test('of tool calls ends the run before a reply that goes beyond it', async () => {
    const two = { toolUses: [1, 2].map((size) => ({ name: 'read', input: { size } })) };
    const { id, result } = await lab.run('work', { ...go, maxToolCalls: 3 }, [two, two]);
    expect(result).toMatchObject({ kind: 'budget', limit: 'toolCalls', turns: 2 });
    expect(await toolsRunIn(lab, id)).toHaveLength(2);
  });
});

describe('a budget', () => {
  const endless: Script = ({ body }) => use('read', { size: 4_000 + body.messages.length });
  /** The first request of every turn breaks off after most of the reply was sent, and is paid. */
  const broken: Script = ({ body }) => ({
    ...use('read', { size: 4_000 + body.messages.length }),
    fault: { kind: 'clean_end', afterEvents: 6 },
  });

  test('too small for one call sends nothing', async () => {
    const { result, requests } = await lab.run('work', { ...go, budget: usd(0.01) }, []);
    expect(result).toMatchObject({ kind: 'budget', limit: 'usd', costNanoUsd: 0, unaccountedNanoUsd: 0 });
    expect(requests).toEqual([]);
  });

  test.each([0.07, 0.09, 0.12])('of USD %d is used and never exceeded', async (dollars) => {
    const { result, requests, costNanoUsd } = await lab.run('work', { ...go, budget: usd(dollars) }, endless);
    expect(result).toMatchObject({ kind: 'budget', limit: 'usd', costNanoUsd });
    expect(requests.length).toBeGreaterThan(0);
    expect(costNanoUsd).toBeLessThanOrEqual(usd(dollars));
  });

  test.each([0.1, 0.2])('of USD %d counts attempts that broke off, which are paid too', async (dollars) => {
    const { result, requests, costNanoUsd, completedNanoUsd } = await lab.run(
      'work',
      { ...go, budget: usd(dollars) },
      broken,
    );
    expect(result).toMatchObject({ kind: 'budget', limit: 'usd', costNanoUsd: completedNanoUsd });
    expect(requests.some(({ problem }) => problem === 'fault: clean_end')).toBe(true);
    expect(costNanoUsd).toBeGreaterThan(completedNanoUsd);
    expect(result.costNanoUsd + result.unaccountedNanoUsd).toBeGreaterThanOrEqual(costNanoUsd);
    expect(result.costNanoUsd + result.unaccountedNanoUsd).toBeLessThanOrEqual(usd(dollars));
  });
});

describe('what cannot work is refused at the start:', () => {
  test.each([
    ['an agent of 1,000 turns inside a workflow', 'tooLong', go],
    ['an empty prompt', 'work', { prompt: ' \n' }],
    ['a budget that is no amount', 'work', { ...go, budget: 0.5 }],
    ['half a tool call', 'work', { ...go, maxToolCalls: 0.5 }],
    ['a prompt of more than a megabyte', 'work', { prompt: 'x'.repeat(1_000_001) }],
  ])('%s', async (_, workflow, ask) => {
    const seen = lab.account();
    await expect(lab.run(workflow, ask, [])).rejects.toMatchObject({ cause: { type: FAILURE.invalidAgent } });
    expect(seen().requests).toEqual([]);
  });
});
