/** Each recipe as its page shows it: once as hoped, once not, and never a call more than the page says. */
import { resolve } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Client } from 'dynamic-workflows/client';
import { say, startSimulator, startTemporalServer, use } from 'dynamic-workflows/testing';
import type { Script, SimulatedRequest, Simulator, TemporalServer } from 'dynamic-workflows/testing';
import { createWorker } from 'dynamic-workflows/worker';
import * as tools from '../../examples/recipes/tools';
import { cachedBundle } from './cached-bundle';

const MAX_LINES = 60;
const FOLDER = resolve('examples/recipes');
const CUT = { fault: { kind: 'refusal' } } as const;

let server: TemporalServer;
let simulator: Simulator;
let client: Client;
let stop: () => Promise<void>;

beforeAll(async () => {
  [server, simulator] = await Promise.all([startTemporalServer({ ui: false }), startSimulator({ script: [] })]);
  client = await connect({ address: server.address });
  const workflowBundle = await cachedBundle(resolve('lib/examples/recipes/workflows.js'));
  const worker = await createWorker({
    ...{ taskQueue: 'recipes', workflowBundle, tools, address: server.address },
    ...{ apiKey: 'any', baseURL: simulator.url },
  });
  const running = worker.run();
  stop = async () => {
    worker.shutdown();
    await running;
  };
}, 60_000);
afterAll(async () => {
  await stop();
  await client.close();
  await Promise.all([server.stop(), simulator.close()]);
});

let runs = 0;
/** The result, and how many requests it took. */
async function run(workflow: string, input: object, script: Script): Promise<{ result: unknown; calls: number }> {
  simulator.setScript(script);
  const before = simulator.requests.length;
  const started = await client.start(workflow, { id: `${workflow}:${++runs}`, taskQueue: 'recipes', input });
  const result: unknown = await started.result();
  return { result, calls: simulator.requests.length - before };
}

const json = (value: object) => say(JSON.stringify(value));
const promptOf = ({ body }: SimulatedRequest): string => JSON.stringify(body.messages[0]?.content);

test('every recipe is short enough to read at one look', () => {
  const long = readdirSync(FOLDER).filter(
    (file) => readFileSync(resolve(FOLDER, file), 'utf8').split('\n').length > MAX_LINES,
  );
  expect(long).toEqual([]);
});

test('chain: what passes the gate is translated, what does not never reaches the next call', async () => {
  const report = { report: 'The queue stood still for an hour.' };
  const good = await run('publishIncident', report, [
    json({ summary: 'The queue stood still.' }),
    say('Die Schlange stand.'),
  ]);
  expect(good).toEqual({ result: { german: 'Die Schlange stand.' }, calls: 2 });
  const long = await run('publishIncident', report, [json({ summary: 'x'.repeat(601) })]);
  expect(long).toEqual({ result: { forPerson: 'the summary is too long' }, calls: 1 });
});

test('route: the label decides who answers, and no label means a person', async () => {
  const mail = { mail: 'Could I keep the book?' };
  expect(await run('answerMail', mail, [json({ label: 'renewal' })])).toMatchObject({
    result: { handledBy: 'code' },
    calls: 1,
  });
  expect(await run('answerMail', mail, [json({ label: 'question' }), say('Until nine.')])).toEqual({
    result: { handledBy: 'claude', reply: 'Until nine.' },
    calls: 2,
  });
  expect(await run('answerMail', mail, [{ ...say(''), ...CUT }])).toEqual({
    result: { handledBy: 'person' },
    calls: 1,
  });
});

test('parallel: one objection is enough, and so is one missing review', async () => {
  const text = { text: 'Mix the two cleaners.' };
  const fine = json({ yes: false, why: 'no' });
  expect(await run('review', text, () => fine)).toEqual({ result: { publish: true, objections: [] }, calls: 3 });
  const hurts = (request: SimulatedRequest) =>
    promptOf(request).includes('hurt') ? json({ yes: true, why: 'fumes' }) : fine;
  expect((await run('review', text, hurts)).result).toEqual({ publish: false, objections: ['safety: fumes'] });
  const silent = (request: SimulatedRequest) => (promptOf(request).includes('rude') ? { ...say(''), ...CUT } : fine);
  expect((await run('review', text, silent)).result).toEqual({
    publish: false,
    objections: ['tone: not reviewed (refused)'],
  });
});

test('orchestrator: each part is answered, and without a plan the whole is the only part', async () => {
  const input = { question: 'Why, and since when?', notes: 'Since Monday.' };
  const parts = (request: SimulatedRequest) =>
    promptOf(request).includes('Split') ? json({ parts: ['Why?', 'Since when?'] }) : say('Answered.');
  expect(await run('answerFromNotes', input, parts)).toEqual({
    result: { report: 'Why?\nAnswered.\n\nSince when?\nAnswered.' },
    calls: 3,
  });
  const planless = (request: SimulatedRequest) =>
    promptOf(request).includes('Split') ? { ...say(''), ...CUT } : say('Whole.');
  expect((await run('answerFromNotes', input, planless)).result).toEqual({ report: 'Why, and since when?\nWhole.' });
});

test('children: each part has its own run, and one without an answer does not end the others', async () => {
  const book = { chapters: ['They leave.', 'They arrive.'] };
  const summary = (request: SimulatedRequest) =>
    promptOf(request).includes('leave') ? say('A start.') : { ...say(''), ...CUT };
  expect(await run('sumUpBook', book, summary)).toEqual({
    result: { summaries: ['A start.', 'not summed up: refused'] },
    calls: 2,
  });
  const many = { chapters: Array.from({ length: 9 }, (_, at) => `Chapter ${at}.`) }; // lent in turns: 0.1 is 5 parts
  expect((await run('sumUpBook', many, () => say('Summed up.'))).result).toEqual({
    summaries: Array.from({ length: 9 }, () => 'Summed up.'),
  });
});

test('evaluator loop: criticism leads to a better draft, and code ends a loop that gets nowhere', async () => {
  const facts = { facts: 'Blue. 1.2 litres.' };
  const bad = json({ good: false, criticism: 'It says red.' });
  const mended = [say('A red pot.'), bad, say('A blue pot.'), json({ good: true, criticism: '' })];
  expect(await run('describeProduct', facts, mended)).toEqual({
    result: { description: 'A blue pot.', approved: true },
    calls: 4,
  });
  const never = ({ body }: SimulatedRequest) => (body.model === 'claude-haiku-5-5' ? bad : say('A red pot.'));
  expect(await run('describeProduct', facts, never)).toEqual({
    result: { description: 'A red pot.', approved: false },
    calls: 6,
  });
});

test('agent: Claude looks, acts and concludes, and a limit hands over to a person', async () => {
  const alarm = { alarm: 'Orders do not arrive.' };
  const found = [
    use('readStatus', { service: 'queue' }),
    use('restart', { service: 'queue' }),
    json({ cause: 'a lock' }),
  ];
  expect(await run('troubleshoot', alarm, found)).toEqual({ result: { cause: 'a lock' }, calls: 3 });
  const lost = ({ body }: SimulatedRequest) =>
    use('readStatus', { service: 'web' }, { text: `look ${body.messages.length}` });
  const { result, calls } = await run('troubleshoot', alarm, lost);
  expect(result).toMatchObject({ forPerson: expect.stringMatching(/^turnLimit: look/) });
  expect(calls).toBe(8);
});
