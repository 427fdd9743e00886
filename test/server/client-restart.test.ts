import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Client } from '../../src/client/index';
import { freePort } from '../../src/testing/free-port';
import { startTemporalServer, type TemporalServer } from '../../src/testing/temporal-server';
import { TASK_QUEUE, startWorker, type RunningWorker } from './fixtures/client-worker';
import type { waiting } from './fixtures/client-workflow';

jest.setTimeout(120_000);

const directory = mkdtempSync(join(tmpdir(), 'client-restart-'));
const elsewhere = process.env['TEMPORAL_ADDRESS'];
let server: TemporalServer | undefined;
let worker: RunningWorker | undefined;
let client: Client | undefined;

beforeAll(() => void delete process.env['TEMPORAL_ADDRESS']); // somebody else's server is not ours to restart

afterAll(async () => {
  if (elsewhere !== undefined) process.env['TEMPORAL_ADDRESS'] = elsewhere;
  await client?.close();
  await worker?.stop();
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('following goes on after the server was restarted, and tells no step twice', async () => {
  const options = { ui: false, port: await freePort(), dbFile: join(directory, 'temporal.db') };
  server = await startTemporalServer(options);
  worker = await startWorker(server.address, server.namespace);
  client = await connect({ address: server.address, namespace: server.namespace });
  const run = await client.start<typeof waiting>('waiting', { id: `restart:${process.pid}`, taskQueue: TASK_QUEUE });
  const told: string[] = [];
  for await (const step of run.follow()) {
    told.push(step.name);
    if (step.name !== 'loadTicket') continue;
    await worker.stop();
    await server.stop();
    void laterOn(run.id, options);
  }
  expect(told).toEqual(['loadTicket', 'approve']);
  expect(await run.result()).toBe('Ada');
});

/** Brings server and worker back while the client is already asking again, then answers the run. */
async function laterOn(id: string, options: { ui: boolean; port: number; dbFile: string }): Promise<void> {
  server = await startTemporalServer(options);
  worker = await startWorker(server.address, server.namespace);
  const other = await connect({ address: server.address, namespace: server.namespace });
  await other.temporal.workflow.getHandle(id).executeUpdate<string, [string]>('approve', { args: ['Ada'] });
  await other.close();
}

test('a client may be closed while its calls are tried again: they fail, and nothing throws behind them', async () => {
  const gone = await startTemporalServer({ ui: false });
  const closing = await connect({ address: gone.address, namespace: gone.namespace });
  await gone.stop();
  const asked = Promise.allSettled(Array.from({ length: 20 }, () => closing.list()));
  await new Promise((resolve) => setTimeout(resolve, 300)); // a retry or two later
  await closing.close();
  expect((await asked).map(({ status }) => status)).toEqual(Array(20).fill('rejected'));
});
