/** Everything that the campaign runs on: Temporal, Postgres, Claude's simulator, the world outside, and where workers report. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { startPostgres } from '../../examples/complaint/postgres';
import { connect, type Client } from '../../src/client';
import { say, startSimulator, startTemporalServer, superviseProcess, use, type Script } from '../../src/testing';
import { buildWorkflows } from '../../src/worker';
import { EFFECTS_ENV, EFFECTS_TABLE } from './effect-tools';
import type { Happened } from './outside';

/** What workers tell from inside their tools; answered when they may go on. */
export type Reached = (reached: { readonly moment: 'claimed' | 'started'; readonly id: string }) => Promise<void>;

/** An open stage. */
export interface EffectStage {
  readonly client: Client;
  readonly address: string;
  readonly env: NodeJS.ProcessEnv;
  /** The workflows, bundled once for all workers. */
  readonly workflowBundle: { readonly codePath: string };
  /** All that happened outside so far. */
  log(): Promise<readonly Happened[]>;
  /** What is committed in Postgres. */
  rows(): Promise<readonly { id: string; ref: string }[]>;
  close(): Promise<void>;
}

/** Claude calls the tool that the prompt names, once. */
const script: Script = ({ body }) => {
  const [first, ...more] = body.messages;
  if (more.length > 0) return say('Done.');
  const [, tool = '', input = ''] = /CALL (\w+) (\{.*?\})/.exec(textOf(first?.content)) ?? [];
  return use(tool, JSON.parse(input));
};

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return (content as { text?: string }[]).map(({ text = '' }) => text).join('\n');
}

/** Opens all of it at once. */
export async function openStage(reached: Reached): Promise<EffectStage> {
  const folder = await mkdtemp(join(tmpdir(), 'dw-effects-'));
  const [server, postgres, simulator, outside, places] = await Promise.all([
    startTemporalServer({ ui: false }),
    startPostgres(),
    startSimulator({ script }),
    startOutside(),
    listen(reached),
  ]);
  const codePath = await buildWorkflows(require.resolve('./effect-workflows'), folder);
  const pool = new Pool({ connectionString: postgres.url, max: 2 }).on('error', () => undefined); // the server ends first
  await pool.query(EFFECTS_TABLE);
  const client = await connect({ address: server.address });
  return {
    ...{ client, address: server.address, workflowBundle: { codePath } },
    env: {
      ...{ ANTHROPIC_BASE_URL: simulator.url, ANTHROPIC_API_KEY: 'test' },
      ...{ [EFFECTS_ENV.outside]: outside.url, [EFFECTS_ENV.places]: places.url, [EFFECTS_ENV.postgres]: postgres.url },
    },
    log: async () => (await (await fetch(`${outside.url}/log`)).json()) as Happened[], // our own process wrote it
    rows: async () => (await pool.query<{ id: string; ref: string }>('SELECT id, ref FROM effects')).rows,
    async close() {
      await client.close();
      await pool.end();
      await Promise.all([simulator.close(), outside.stop(), places.close()]);
      await Promise.all([server.stop(), postgres.stop()]);
      await rm(folder, { recursive: true });
    },
  };
}

async function startOutside(): Promise<{ url: string; stop: () => Promise<unknown> }> {
  let told = (_port: string): void => undefined;
  const port = new Promise<string>((resolve) => (told = resolve));
  const file = join(__dirname, '../../lib/test/faults/outside.js');
  const compiled = __filename.endsWith('.js') ? join(__dirname, 'outside.js') : file;
  const process_ = superviseProcess({ command: process.execPath, args: [compiled], onLine: (line) => told(line) });
  return { url: `http://127.0.0.1:${await port}`, stop: () => process_.stop() };
}

async function listen(reached: Reached): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const place = JSON.parse(Buffer.concat(chunks).toString()) as Parameters<Reached>[0]; // our own worker wrote it
      void reached(place).then(() => response.end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
