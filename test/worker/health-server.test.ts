import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Worker, WorkerStatus } from '@temporalio/worker';
import { startHealthServer, type HealthServer } from '../../src/worker/health-server';

const WELL = { runState: 'RUNNING', workflowPollerState: 'POLLING', activityPollerState: 'POLLING' } as const;

/** As much of a worker as is asked. */
function workerIn(status: Partial<WorkerStatus>, serverAnswers = true): Worker {
  const getSystemInfo = async (): Promise<object> => {
    if (!serverAnswers) throw new Error('gone');
    return {};
  };
  const connection = { withDeadline: (_: number, ask: () => unknown) => ask(), workflowService: { getSystemInfo } };
  return { getStatus: () => ({ ...WELL, ...status }), connection } as unknown as Worker; // as above
}

let health: HealthServer;
afterEach(() => health.close());

async function ask(path: string): Promise<[number, unknown]> {
  const response = await fetch(`${health.url}${path}`);
  return [response.status, await response.json().catch(() => undefined)];
}

test.each<[Partial<WorkerStatus>, boolean, RegExp]>([
  [{ runState: 'DRAINING' }, true, /the worker is DRAINING/],
  [{ workflowPollerState: 'FAILED' }, true, /workflow poller is FAILED/],
  [{ activityPollerState: 'SHUTDOWN' }, true, /activity poller is SHUTDOWN/],
  [{}, false, /the Temporal server does not answer/],
])('a worker with %j, server there: %s, is alive and not ready', async (status, serverAnswers, reason) => {
  health = await startHealthServer(workerIn(status, serverAnswers), { port: 0 });
  expect(await ask('/healthz')).toEqual([200, { ok: true, problems: [] }]);
  expect(await ask('/readyz')).toEqual([503, { ok: false, problems: [expect.stringMatching(reason)] }]);
});

test('a worker that polls and reaches its server is ready', async () => {
  health = await startHealthServer(workerIn({}), { port: 0 });
  expect(await ask('/readyz')).toEqual([200, { ok: true, problems: [] }]);
});

test('metrics are passed on, and an exporter that is gone is no empty page', async () => {
  const exporter = createServer((_, response) => response.end('a_metric 1\n')).listen(0, '127.0.0.1');
  await new Promise((resolve) => exporter.once('listening', resolve));
  const url = `http://127.0.0.1:${(exporter.address() as AddressInfo).port}/metrics`;
  health = await startHealthServer(workerIn({}), { port: 0 }, url);
  expect(await (await fetch(`${health.url}/metrics`)).text()).toBe('a_metric 1\n');
  exporter.closeAllConnections();
  await new Promise((resolve) => exporter.close(resolve));
  expect(await ask('/metrics')).toMatchObject([503, { ok: false }]);
});
