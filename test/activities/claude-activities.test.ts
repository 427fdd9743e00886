/** The activities of a worker, put together: one for each tool, the two of the transcript, and options checked at start. */
import { z } from 'zod';
import { defineTool } from '../../src/activities';
import { claudeActivities } from '../../src/activities/claude-activities';
import { say } from '../../src/testing/simulator/scripted-reply';
import { startSimulator } from '../../src/testing/simulator/simulator';
import { callRig, closeRigs, failureOf, firstCall, lookUp } from './call-rig';

const environment = { ...process.env };

afterEach(() => {
  process.env = { ...environment };
  return closeRigs();
});

test('there is one activity for each tool under its own name, and five more', () => {
  const { activities, registry } = claudeActivities({ tools: { anything: lookUp }, apiKey: 'k' });
  expect(Object.keys(activities)).toEqual([
    'look_up',
    'callClaude',
    'carryTranscript',
    'checkArguments',
    'verifyOutcome',
    'undoEffect',
  ]);
  expect([...registry.keys()]).toEqual(['look_up']);
});

test('without a key it says so at once, and never looks for one elsewhere', () => {
  delete process.env['ANTHROPIC_API_KEY'];
  process.env['ANTHROPIC_AUTH_TOKEN'] = 'another';
  expect(() => claudeActivities({ tools: {} })).toThrow(
    /^There is no key for Claude: set ANTHROPIC_API_KEY, or pass `apiKey`/,
  );
  expect(() => claudeActivities({ tools: {}, apiKey: '' })).toThrow(TypeError);
});

test('key and address come from the environment where they are not given', async () => {
  const sim = await startSimulator({ script: [say('Hi')], apiKey: 'from the environment' });
  process.env['ANTHROPIC_API_KEY'] = 'from the environment';
  process.env['ANTHROPIC_BASE_URL'] = sim.url;
  const rig = await callRig([], { worker: { apiKey: undefined, baseURL: undefined } as object });
  expect((await rig.reply(1)).content).toMatchObject([{ text: 'Hi' }]);
  sim.verifyUsed();
  await sim.close();
});

test.each([0, -1, NaN])('an idleMs of %s is refused', (idleMs) => {
  expect(() => claudeActivities({ tools: {}, apiKey: 'k', idleMs })).toThrow(
    `\`idleMs\` must be more than 0, not \`${idleMs}\`.`,
  );
});

test('unusable tools are refused', () => {
  const nameless = defineTool({
    name: '',
    description: 'x',
    effect: 'read',
    input: z.object({}),
    run: async () => 'x',
  });
  expect(() => claudeActivities({ tools: { nameless }, apiKey: 'k' })).toThrow(/These tools can't be used as they are/);
});

test('prices are added to the table, and replace those in it', async () => {
  const free = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
  const { reply, call } = await callRig(() => say('Hi'), { worker: { prices: { 'claude-opus-5-5': free } } });
  expect((await reply(1)).costNanoUsd).toBe(0);
  const sonnet = await reply(2, firstCall({ model: 'claude-sonnet-5-5' }));
  expect(sonnet.costNanoUsd).toBeGreaterThan(0);
  expect(failureOf(await call(3, firstCall({ model: 'claude-next' }))).message).toContain('no price');
});

test('with no cached transcripts every call reads history from its beginning', async () => {
  const { run, reply } = await callRig(() => say('Hi'), { worker: { maxCachedTranscripts: 0 } });
  await reply(1);
  await reply(2);
  expect(run.asked.map(({ direction }) => direction)).toEqual(['forward', 'forward']);
});
