import Anthropic from '@anthropic-ai/sdk';
import type { ClaudeRun } from '../../src/activities';
import { say, startSimulator, type Simulator } from '../../src/testing';
import { openLab, type Lab } from './lab';

const asked: ClaudeRun[] = [];
const keys: Record<string, string> = { acme: 'key of acme', umbra: 'key of umbra' };

let lab: Lab;
let simulators: Record<string, Simulator>;

/** A simulator for each tenant that takes this tenant's key only. */
beforeAll(async () => {
  const open = (tenant: string) => startSimulator({ script: () => say(`For ${tenant}.`), apiKey: keys[tenant]! });
  simulators = { acme: await open('acme'), umbra: await open('umbra') };
  const client = (run: ClaudeRun): Anthropic => {
    asked.push(run);
    const { tenant = '' } = run;
    const apiKey = keys[tenant];
    if (!apiKey) throw new Error('no key');
    return new Anthropic({ apiKey, baseURL: simulators[tenant]!.url, maxRetries: 0 });
  };
  lab = await openLab({ worker: { client } });
}, 60_000);
afterAll(async () => {
  await lab.close();
  for (const simulator of Object.values(simulators)) await simulator.close();
});

const start = (tenant: string) =>
  lab.client.start('work', { id: `of:${tenant}`, taskQueue: lab.taskQueue, input: { prompt: 'Go.' }, tenant });

test.each(['acme', 'umbra'])('the tenant %s is asked for with a key of its own', async (tenant) => {
  const run = await start(tenant);
  expect(await run.result()).toMatchObject({ kind: 'answer', output: `For ${tenant}.` });
  expect(asked.at(-1)).toEqual({ tenant, namespace: 'default', workflowId: run.id, model: 'claude-opus-5-5' });
});

test('a tenant without a key waits until there is one', async () => {
  const run = await start('newcomer');
  for await (const step of run.follow()) {
    expect(step).toMatchObject({ kind: 'call', status: 'failed' });
    break;
  }
  simulators['newcomer'] = await startSimulator({ script: [say('Welcome.')], apiKey: 'key of newcomer' });
  keys['newcomer'] = 'key of newcomer';
  await run.resume();
  expect(await run.result()).toMatchObject({ kind: 'answer', output: 'Welcome.' });
}, 30_000);
