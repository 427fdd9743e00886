/** `dw doctor` against a real server and a simulator that knows one key: all is well, and what is not is told with its cure. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLab, type Lab } from './lab';

const DW = join(__dirname, '../../lib/src/cli/dw.js');
const LAB_CONFIG = join(__dirname, '../../lib/test/server/fixtures/lab-worker.js');

/** The only key that the simulator takes; the laboratory's worker has it too. */
const KEY = 'test';

const DAY_SECONDS = 86_400;

let lab: Lab;
const folder = mkdtempSync(join(tmpdir(), 'dw-doctor-'));
beforeAll(async () => (lab = await openLab({ simulator: { apiKey: KEY } })), 60_000);
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

interface Finding {
  readonly check: string;
  readonly health: string;
  readonly message: string;
}

interface Told {
  readonly code: number;
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** By the name of the check. */
  of(check: string): Finding | undefined;
}

async function doctor(args: readonly string[], env: Record<string, string> = {}): Promise<Told> {
  const all = { TEMPORAL_ADDRESS: lab.server.address, ANTHROPIC_BASE_URL: lab.simulator.url, ANTHROPIC_API_KEY: KEY };
  const options = { env: { PATH: process.env['PATH'], ...all, ...env }, cwd: folder };
  const { code, out } = await new Promise<{ code: number; out: string }>((resolve) => {
    const child = execFile(process.execPath, [DW, 'doctor', '--json', ...args], options, (_error, out) =>
      resolve({ code: child.exitCode ?? -1, out }),
    );
  });
  const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: Finding[] };
  return { code, ok, findings, of: (name) => findings.find(({ check }) => check === name) };
}

function configWith(code: string): string {
  const file = join(folder, `config-${Math.random().toString(36).slice(2)}.js`);
  writeFileSync(file, code);
  return file;
}

test('a project in order has no problem, down to the models of its agents, and nothing is paid', async () => {
  const seen = lab.account();
  const told = await doctor(['--config', LAB_CONFIG]);
  expect(told.findings.filter(({ health }) => health !== 'ok')).toEqual([]);
  expect(told).toMatchObject({ code: 0, ok: true });
  const checks = told.findings.map(({ check }) => check);
  expect(checks).toEqual(
    expect.arrayContaining(['node', 'protobufjs', 'packages', 'tools', 'workflows', 'server', 'payload limit']),
  );
  expect(checks).toEqual(expect.arrayContaining(['search attributes', 'retries', 'workers', 'model claude-opus-4-5']));
  expect(told.of('workers')?.message).toBe('1 poll `lab`');
  expect(seen().requests).toEqual([]);
}, 30_000);

test('without a server the rest is examined all the same', async () => {
  const told = await doctor(['--model', 'claude-opus-5-5'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(told).toMatchObject({ code: 1, ok: false });
  expect(told.of('server')).toMatchObject({
    health: 'problem',
    message: expect.stringMatching(/Start one with `dw temporal`/),
  });
  expect(told.of('model claude-opus-5-5')?.health).toBe('ok');
}, 30_000);

test('a wrong key, an unknown model, one without a price and no key are told apart', async () => {
  const wrong = await doctor(['--model', 'claude-opus-5-5'], { ANTHROPIC_API_KEY: 'wrong' });
  expect(wrong.code).toBe(1);
  expect(wrong.of('model claude-opus-5-5')?.message).toMatch(/401 authentication_error.*Check ANTHROPIC_API_KEY/);
  const models = await doctor(['--model', 'claude-opus-5-5-20991231', '--model', 'gpt-1']);
  expect(models.of('model claude-opus-5-5-20991231')?.message).toMatch(/404 not_found_error.*Name another model/);
  expect(models.of('model gpt-1')?.message).toMatch(/no price for model `gpt-1`/);
  const none = await doctor([], { ANTHROPIC_API_KEY: '' });
  expect(none.of('claude')?.message).toMatch(/set ANTHROPIC_API_KEY/);
}, 60_000);

test('a namespace without the attributes is told to run `dw setup`; one that is missing is told by name', async () => {
  await lab.client.temporal.workflowService.registerNamespace({
    namespace: 'bare',
    workflowExecutionRetentionPeriod: { seconds: DAY_SECONDS as never }, // a Long on the wire, a number here
  });
  let bare = await doctor([], { TEMPORAL_NAMESPACE: 'bare' });
  while (!bare.of('namespace')) bare = await doctor([], { TEMPORAL_NAMESPACE: 'bare' }); // servers learn of a namespace after seconds
  expect(bare.of('search attributes')).toMatchObject({
    health: 'warning',
    message: expect.stringMatching(/lacks DwKind.*npx dw setup/),
  });
  expect(bare.code).toBe(0);
  const missing = await doctor([], { TEMPORAL_NAMESPACE: 'nowhere' });
  expect(missing.of('server')?.message).toMatch(/no namespace `nowhere`/);
}, 60_000);

test('a client that retries, broken tools, an unpolled queue and codecs that add too much are found in a config', async () => {
  const anthropic = JSON.stringify(require.resolve('@anthropic-ai/sdk'));
  const told = await doctor([
    '--config',
    configWith(`
      const { Anthropic } = require(${anthropic});
      const triple = { encode: async (all) => all.map((one) => ({ ...one, data: Buffer.concat([one.data, one.data, one.data]) })),
        decode: async (all) => all.map((one) => ({ ...one, data: one.data.subarray(0, one.data.length / 3) })) };
      exports.workerOptions = { taskQueue: 'empty', deployment: { name: 'shop', buildId: '1' }, workflowsPath: ${JSON.stringify(LAB_CONFIG)}, tools: {},
        client: new Anthropic({ apiKey: 'test' }), dataConverter: { payloadCodecs: [triple] } };`),
  ]);
  expect(told.code).toBe(1);
  expect(told.of('claude')?.message).toMatch(/retries by itself \(maxRetries is `2`\).*maxRetries: 0/);
  expect(told.of('workers')).toMatchObject({
    health: 'warning',
    message: expect.stringMatching(/Nobody polls `empty`/),
  });
  expect(told.of('deployment')?.message).toMatch(/`shop`.*Start a worker of this build first/);
  expect(told.of('codecs')?.message).toMatch(/make \d+ bytes of the longest reply/);
  const unloadable = await doctor(['--config', './nothing.js']);
  expect(unloadable.of('config')?.message).toMatch(/can't be loaded/);
}, 60_000);
