/** Replies that a broken or hostile model could send, one run each in one worker: every run ends in words, and a healthy one beside them is not held up. */
import type { Run } from '../../src/client';
import { say, use, type ScriptedReply, type SimulatedRequest } from '../../src/testing';
import type { Outcome } from '../../src/workflows';
import { expectUnpolluted, nested, PROTOTYPE_NAMES } from '../hostile/hostile-values';
import { openLab, type Lab } from './lab';

const NASTY = '\0\u202e\u200b\ud800 [a](http://evil.test) {workflowId} $$x$$ <b> </b>';
const toolUse = (id: string, name: string, input: unknown) => ({ type: 'tool_use', id, name, input });
const echo = (rawInput: string): ScriptedReply => ({ toolUses: [{ name: 'echo', input: {}, rawInput }] });

/** What Claude says first, and how the run has to end; afterwards it says `Done.` */
const CASES: Readonly<
  Record<string, { readonly first: ScriptedReply; readonly told?: RegExp; readonly fails?: RegExp }>
> = {
  'prototype names as members': {
    first: echo('{"text":"x","__proto__":{"polluted":1},"constructor":{"prototype":{}}}'),
    told: /x/,
  },
  'prototype names as tools': {
    first: { toolUses: PROTOTYPE_NAMES.map((name) => ({ name, input: {} })) },
    told: /There is no tool `__proto__`[^]*There is no tool `constructor`/,
  },
  'nothing in place of arguments': { first: echo('null'), fails: /not an object/ },
  'a list in place of arguments': { first: echo('[1]'), fails: /not an object/ },
  'numbers as texts, texts as numbers': { first: use('read', { size: '12' }), told: /size: .*expected number/ },
  'an integer beyond 2^53': { first: echo('{"text":12345678901234567890}'), told: /beyond 2\^53/ },
  'half of the arguments': { first: echo('{"text":"x'), told: /not complete JSON/ },
  'ten thousand levels': {
    first: { ...echo(`{"text":"x","deep":${nested(10_000)}}`), outputTokens: 500 },
    fails: /nest 10001 levels deep/,
  },
  'five hundred levels': { first: echo(`{"text":"x","deep":${nested(500)}}`), told: /nest 501 levels deep/ },
  'a text of a megabyte': {
    first: use('swallow', { text: 'x'.repeat(1_000_000) }, { outputTokens: 500 }),
    told: /bytes long/,
  },
  'NUL, bidi, zero width, half a character': { first: { ...use('echo', { text: NASTY }), text: NASTY }, told: /evil/ },
  'two calls with one id': {
    first: { content: [toolUse('toolu_1', 'echo', { text: 'x' }), toolUse('toolu_1', 'echo', { text: 'y' })] },
    fails: /same id/,
  },
  'an id that is none': {
    first: { content: [toolUse('../\0', 'echo', { text: 'x' })] },
    fails: /tool use id is empty/,
  },
  'a prototype name as an id': { first: { content: [toolUse('__proto__', 'echo', { text: 'x' })] }, told: /x/ },
  'no content': { first: { content: [], stopReason: 'end_turn' } },
  'two hundred calls at once': {
    first: {
      toolUses: Array.from({ length: 200 }, (_, at) => ({ name: 'echo', input: { text: `n${at}` } })),
      outputTokens: 1_000,
    },
    told: /n0[^]*n199/,
  },
  'a stop reason of a newer API': { first: { ...say('Hm.'), stopReason: 'reason_of_2031' } },
};

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

/** By the name of the case in the prompt; what Claude is asked to repair is repeated, so that a malformed reply comes twice. */
function script({ body }: SimulatedRequest): ScriptedReply {
  const prompt = JSON.stringify(body.messages[0]?.content);
  const name = Object.keys(CASES).find((known) => prompt.includes(`<${known}>`));
  const turn = body.messages.filter(({ role }) => role === 'assistant').length;
  if (name)
    return turn === 0 && !prompt.includes('empty') && body.messages.length === 1 ? CASES[name]!.first : say('Done.');
  return turn < 12 ? use('read', { size: turn }) : say('Healthy.');
}

async function endOf(run: Run): Promise<Outcome<string> | string> {
  try {
    return (await run.result()) as Outcome<string>;
  } catch (error) {
    let cause = error as Error;
    while (cause.cause instanceof Error) cause = cause.cause;
    return cause.message;
  }
}

test('each ends with an outcome or a failure in words, while a healthy run beside them goes its way', async () => {
  const healthy = await lab.start('work', { prompt: 'Go.' }, script);
  const runs = await Promise.all(
    Object.keys(CASES).map(async (name) => [name, await lab.start('work', { prompt: `<${name}>` }, script)] as const),
  );
  for (const [name, run] of runs) {
    const { told, fails } = CASES[name]!;
    const end = await endOf(run);
    if (fails) {
      expect({ name, end }).toEqual({ name, end: expect.stringMatching(fails) });
      continue;
    }
    expect({ name, end }).toMatchObject({ name, end: { kind: 'answer' } });
    const transcript = await lab.client.transcript(run.id);
    if (told)
      expect({ name, said: JSON.stringify(transcript[0]?.messages.slice(1)) }).toEqual({
        name,
        said: expect.stringMatching(told),
      });
    await lab.client.ledger(run.id);
  }
  expect(await endOf(healthy)).toMatchObject({ kind: 'answer', output: 'Healthy.' });
  expectUnpolluted();
}, 180_000);

test('blocks of a newer API are kept as they came, and do not stand in the way of the answer', async () => {
  const block = { type: 'block_of_2031', data: { a: [1, 'x'], ['__proto__']: 1 } };
  const { result, id } = await lab.run('work', { prompt: 'Go.' }, [
    { content: [block, { type: 'text', text: 'Done.' }] },
  ]);
  expect(result).toMatchObject({ kind: 'answer', output: 'Done.' });
  expect(JSON.stringify(await lab.client.transcript(id))).toContain(JSON.stringify(block));
}, 60_000);

test('a tool that returns what breaks texts gives Claude a result all the same', async () => {
  const { result } = await lab.run('work', { prompt: NASTY, data: [{ source: NASTY, text: NASTY }] }, [
    use('read', { size: 50, of: NASTY }),
    say(`Done. ${NASTY}`),
  ]);
  expect(result).toMatchObject({ kind: 'answer', output: expect.stringContaining('evil') });
}, 60_000);
