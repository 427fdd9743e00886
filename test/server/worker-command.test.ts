import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { say, use, type SimulatedRequest } from '../../src/testing';
import { openLab, type Lab } from './lab';

const DW = join(__dirname, '../../lib/src/cli/dw.js');
const CONFIG = join(__dirname, '../../lib/test/server/fixtures/lab-worker.js');

/** Runs of the load; each asks Claude twice. */
const RUNS = 8;

/** Slow enough that calls are under way when the worker is asked to stop. */
const LATENCY_MS = 1_500;

let lab: Lab;
const folder = mkdtempSync(join(tmpdir(), 'dw-worker-command-'));
const children = new Set<ChildProcess>();
beforeAll(async () => (lab = await openLab({ withWorker: false, simulator: { latencyMs: LATENCY_MS } })), 60_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await lab.close();
  rmSync(folder, { recursive: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Resolves with the line that has these words. */
  line(words: RegExp): Promise<string>;
}

function dw(...args: string[]): Started {
  const child = spawn(process.execPath, [DW, ...args], {
    cwd: folder,
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: lab.server.address,
      ANTHROPIC_BASE_URL: lab.simulator.url,
      ANTHROPIC_API_KEY: 'test',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const lines: string[] = [];
  const waiting: { words: RegExp; found: (line: string) => void }[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const { words, found } of waiting) if (words.test(line)) found(line);
    });
  }
  const line = (words: RegExp): Promise<string> => {
    const past = lines.find((told) => words.test(told));
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((found, lost) => {
      waiting.push({ words, found });
      child.once('close', (code) => lost(new Error(`It ended with ${code} and said: ${lines.join('\n')}`)));
    });
  };
  return { child, lines, line };
}

const exitOf = async ({ child }: Started): Promise<number | null> => {
  if (child.exitCode === null) await once(child, 'close');
  return child.exitCode;
};

/** Each run reads, then answers; by the conversation alone, so that any worker may ask again. */
const script = ({ body }: SimulatedRequest) => (body.messages.length < 3 ? use('read', { size: 10 }) : say('Done.'));

test('a worker under load that gets SIGTERM ends with 0, and the next one ends its runs', async () => {
  const first = dw('worker', '--config', CONFIG, '--health-port', '0');
  const url = /Health: (\S+)/.exec(await first.line(/polls `lab`/))?.[1] ?? '';
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ ok: true, problems: [] });
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ok: true, problems: [] });
  expect((await fetch(`${url}/else`)).status).toBe(404);

  const runs = await Promise.all(Array.from({ length: RUNS }, () => lab.start('work', { prompt: 'SECRET' }, script)));
  await until(() => lab.simulator.requests.length >= RUNS);
  first.child.kill('SIGTERM');
  expect(await exitOf(first)).toBe(0);

  const second = dw('worker', '--config', CONFIG, '--health-port', '0');
  const results = await Promise.all(runs.map((run) => run.result()));
  for (const result of results) expect(result).toMatchObject({ kind: 'answer', output: 'Done.', turns: 2 });
  const ledgers = await Promise.all(runs.map(({ id }) => lab.client.ledger(id)));
  expect(ledgers.map(({ totals }) => totals.turns)).toEqual(runs.map(() => 2));

  const metrics = await (await fetch(`${/Health: (\S+)/.exec(await second.line(/polls/))?.[1]}/metrics`)).text();
  expect(metrics).toMatch(/temporal_activity_execution_latency_seconds_bucket\{/);
  expect(metrics).toMatch(/gen_ai_client_token_usage[^{]*_total\{[^}]*gen_ai_token_type="output"/);
  expect(metrics).toMatch(/gen_ai_client_operation_duration[^{]*_bucket\{[^}]*gen_ai_response_model="claude-opus-5-5"/);
  expect(metrics).toMatch(/dynamic_workflows_cost[^{]*_total\{/);
  second.child.kill('SIGTERM');
  expect(await exitOf(second)).toBe(0);

  const logged = [...first.lines, ...second.lines].join('\n');
  expect(logged).not.toContain('SECRET');
  expect(JSON.parse(first.lines.find((line) => line.startsWith('{')) ?? '')).toMatchObject({ level: 'INFO' });
}, 90_000);

test('`dw build` writes a bundle that a worker of the same versions takes, and one of others refuses', async () => {
  const built = dw('build', '--config', CONFIG, '--out', 'out', '--json');
  const { codePath } = JSON.parse(
    await built
      .line(/codePath/)
      .then(() => exitOf(built))
      .then(() => built.lines.join('')),
  ) as {
    codePath: string;
  };
  const worker = dw('worker', '--config', CONFIG, '--bundle', codePath);
  await worker.line(/polls `lab`/);
  const run = await lab.start('work', { prompt: 'Go.' }, [say('Done.')]);
  expect(await run.result()).toMatchObject({ kind: 'answer' });
  worker.child.kill('SIGTERM');
  expect(await exitOf(worker)).toBe(0);

  const manifest = `${codePath}.json`;
  writeFileSync(
    manifest,
    readFileSync(manifest, 'utf8').replace(/"@temporalio\/worker": "[^"]*"/, '"@temporalio/worker": "1.0.0"'),
  );
  const refused = dw('worker', '--config', CONFIG, '--bundle', codePath);
  await refused.line(/built with @temporalio\/worker `1\.0\.0`.*npx dw build/);
  expect(await exitOf(refused)).toBe(1);
}, 60_000);

test('a config without worker options is refused, and says what to export', async () => {
  const file = join(folder, 'empty.js');
  writeFileSync(file, 'exports.nothing = 1;');
  const refused = dw('worker', '--config', file);
  await refused.line(/has no worker options: export `workerOptions = \{ taskQueue/);
  expect(await exitOf(refused)).toBe(1);
}, 30_000);

/** Polls, since the simulator does not tell when. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
