/** A recorded complaint, asked about again: by the policy that decided it, and by ones that would decide otherwise. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { inUsd, usd } from '../../src/common';
import {
  askDecisions,
  readRecordedRun,
  startSimulator,
  use,
  type AskedConversation,
  type Script,
} from '../../src/testing';
import type { DecisionOptions, Simulator } from '../../src/testing';
import { resolver } from '../../examples/complaint/agents';
import { simulatedClaude } from '../../examples/complaint/simulated-claude';
import * as tools from '../../examples/complaint/tools';

const FILE = resolve('test/replay/complaint-0.1.0.json');
const CONFIG = resolve('lib/test/server/fixtures/desk-config.js');

let simulator: Simulator;
beforeAll(async () => (simulator = await startSimulator({ script: simulatedClaude })));
afterAll(() => simulator.close());

const turnOf = ({ body }: Parameters<Exclude<Script, readonly unknown[]>>[0]): number =>
  body.messages.filter(({ role }) => role === 'assistant').length + 1;

/** Decides as the recorded one did, save at one turn. */
const flipsAt =
  (turn: number): Script =>
  (request) =>
    turnOf(request) === turn ? use('escalateToManager', { ticketId: 'T', why: 'unsure' }) : simulatedClaude(request);

async function ask(
  script: Script,
  more: Partial<DecisionOptions> = {},
): Promise<{ asked: AskedConversation[]; requests: number; bill: number }> {
  simulator.setScript(script);
  const [requests, bill] = [simulator.requests.length, simulator.bill().costNanoUsd];
  const asked: AskedConversation[] = [];
  const options = { agent: resolver, tools, apiKey: 'any', baseURL: simulator.url, ...more };
  for await (const one of askDecisions([await readRecordedRun(FILE)], options)) asked.push(one);
  return { asked, requests: simulator.requests.length - requests, bill: simulator.bill().costNanoUsd - bill };
}

test('the policy that decided it decides the same at every turn, and asking costs what the bill says', async () => {
  const { asked, requests, bill } = await ask(simulatedClaude);
  expect(asked).toEqual(
    [
      { workflowId: 'complaint:4711', agent: 'resolver.1', same: requests, costNanoUsd: bill, unaccountedNanoUsd: 0 },
    ].map((one) => ({ ...one, workflowId: expect.any(String) })),
  );
  expect(requests).toBeGreaterThan(3);
});

test('one that flips at turn 3 stops exactly there, and nothing is asked about what came after', async () => {
  const { asked, requests } = await ask(flipsAt(3));
  expect(requests).toBe(3);
  expect(asked).toMatchObject([{ same: 2, diverged: { turn: 3 } }]);
  expect(asked[0]?.diverged?.recorded).toMatchObject({ kind: 'tools' });
  expect(asked[0]?.diverged?.asked).toEqual({
    kind: 'tools',
    calls: [{ tool: 'escalateToManager', args: { ticketId: 'T', why: 'unsure' } }],
  });
});

test('what is sent is the conversation up to the turn, under the changed prompt, model and tools', async () => {
  const agent = { ...resolver, system: 'Be generous.', model: 'claude-haiku-5-5' };
  await ask(simulatedClaude, { agent });
  const last = simulator.requests.at(-1)?.body;
  expect(last).toMatchObject({ model: 'claude-haiku-5-5', system: [{ text: 'Be generous.' }] });
  const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as { conversations: { agent: string; messages: object[] }[] };
  const messages = recorded.conversations.find((one) => one.agent === 'resolver')?.messages.slice(0, -1);
  const unmarked = JSON.stringify(last?.messages, (key, value: unknown) =>
    key === 'cache_control' ? undefined : value,
  );
  expect(JSON.parse(unmarked)).toEqual(
    JSON.parse(JSON.stringify(messages), (_, value: unknown) =>
      Array.isArray(value) ? value.filter((one: { type?: string }) => one.type !== 'thinking') : value,
    ),
  );
});

test('a budget that a worst case would overdraw ends the asking, and a failing provider ends it with the reason', async () => {
  const { asked: full } = await ask(simulatedClaude);
  const budget = usd(0.5);
  const { asked, requests } = await ask(simulatedClaude, { budget });
  expect(asked).toEqual(full);
  expect(inUsd(full[0]!.costNanoUsd)).toBeLessThan(0.5);
  const poor = await ask(simulatedClaude, { budget: full[0]!.costNanoUsd });
  expect(poor.requests).toBeLessThan(requests);
  expect(poor.asked[0]?.undecided?.why).toMatch(/may cost USD .* the budget has less left/);
  const refused = await ask((request) => ({ ...simulatedClaude(request), fault: 'unauthorized' }));
  expect(refused.asked).toMatchObject([{ same: 0, undecided: { turn: 1 } }]);
});

describe('`dw decisions`', () => {
  /** Exit code and output. */
  async function dw(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { ...process.env, ANTHROPIC_API_KEY: 'any', ANTHROPIC_BASE_URL: simulator.url };
    const all = ['lib/src/cli/dw.js', 'decisions', FILE, '--config', CONFIG, ...args];
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, all, { env });
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    }
  }

  test('is a gate: no divergence passes, one fails unless it is tolerated', async () => {
    simulator.setScript(simulatedClaude);
    const same = await dw('--agent', 'resolver');
    expect({ ...same, out: '' }).toEqual({ code: 0, out: '', err: '' });
    expect(same.out).toMatch(/resolver\.1 {2}the same in all \d+ turns[^]*Asking cost USD 0\.\d+/);
    simulator.setScript(flipsAt(3));
    const other = await dw('--agent', 'resolver');
    expect(other.code).toBe(1);
    expect(other.out).toMatch(
      /another decision at turn 3\n {2}- \w+ \{.*\}\n[^]* {2}\+ escalateToManager \{"ticketId":"T"/,
    );
    expect(other.err).toBe('dw: 1 of 1 conversations diverge, and 0 % may.\n');
    const tolerated = await dw('--agent', 'resolver', '--tolerance', '1', '--json');
    expect(tolerated.code).toBe(0);
    expect(JSON.parse(tolerated.out)).toMatchObject({ diverged: 1, undecided: 0, share: 1 });
  });

  test('says what is missing', async () => {
    expect((await dw('--agent', 'nobody')).err).toMatch(/exports no agent `nobody`/);
    expect((await dw('--agent', 'resolver', '--budget', '0.000001')).err).toMatch(/could not be asked to their end/);
    expect((await dw('--agent', 'resolver', '--tolerance', '2')).code).toBe(2);
  });
});
