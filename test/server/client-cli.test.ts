import { connect, type Client } from '../../src/client/index';
import { runDw } from '../../src/cli/program';
import { startTemporalServer, type TemporalServer } from '../../src/testing/temporal-server';
import { recordedTerminal } from '../cli/recorded-terminal';
import { TASK_QUEUE, startWorker, type RunningWorker } from './fixtures/client-worker';
import type { complaint } from './fixtures/client-workflow';

jest.setTimeout(120_000);

let server: TemporalServer;
let worker: RunningWorker;
let client: Client;
let runs = 0;
const environment = { ...process.env };

/** A fresh id a test, also on a server that was used before. */
const freshId = (): string => `client-cli-test:${process.pid}:${Date.now()}:${runs++}`;

beforeAll(async () => {
  server = await startTemporalServer({ ui: false });
  worker = await startWorker(server.address, server.namespace);
  client = await connect({ address: server.address, namespace: server.namespace });
  Object.assign(process.env, { TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: server.namespace });
});

afterAll(async () => {
  process.env = environment;
  await client?.close();
  await worker?.stop();
  await server?.stop();
});

test('`dw start --follow` tells the steps on standard error and the result alone on standard output', async () => {
  const terminal = recordedTerminal('{"ticketId":"4711"}');
  const id = freshId();
  const args = ['start', 'complaint', '--task-queue', TASK_QUEUE, '--id', id, '--input', '-', '--follow'];
  expect(await runDw(args, terminal)).toBe(0);
  expect(JSON.parse(terminal.written.join('\n'))).toEqual({ said: 'It is done.' });
  expect(terminal.complained[0]).toContain(`dw show ${id}`);
  expect(terminal.complained.join('\n')).toMatch(/^claude {2}lookup {2}\(resolver\.1, 1\) {2}completed/m);
});

test('`dw show` and `dw transcript` print for a person, and with --json one document each', async () => {
  const run = await client.start<typeof complaint>('complaint', {
    id: freshId(),
    taskQueue: TASK_QUEUE,
    input: { ticketId: '1' },
  });
  const followed = recordedTerminal();
  expect(await runDw(['show', run.id, '--follow'], followed)).toBe(0);
  expect(followed.written.join('\n')).toMatch(/claude {2}Claude[^]*cost {6}USD 0\.0000/);
  for (const command of ['show', 'transcript']) {
    const [forPerson, asJson] = [recordedTerminal(), recordedTerminal()];
    expect(await runDw([command, run.id], forPerson)).toBe(0);
    expect(forPerson.written.join('\n')).toContain('lookup');
    expect(await runDw([command, run.id, '--json'], asJson)).toBe(0);
    expect(asJson.written).toHaveLength(1);
    expect(JSON.parse(asJson.written[0] ?? '')).toBeTruthy();
    expect(asJson.complained).toEqual([]);
  }
});

test('a followed run that fails is a failure of the command, with the reason', async () => {
  const terminal = recordedTerminal();
  const args = [
    'start',
    'unlucky',
    '--task-queue',
    TASK_QUEUE,
    '--id',
    freshId(),
    '--input',
    '{"caught":false}',
    '--follow',
  ];
  expect(await runDw(args, terminal)).toBe(1);
  expect(terminal.complained.join('\n')).toMatch(
    /dw: Workflow execution failed[^]*because: Claude refused `the request`\./,
  );
});
