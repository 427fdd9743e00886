import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { connect, type Client, type ExportedRun, type ListedRun } from '../../src/client/index';
import { formatUsd } from '../../src/common/index';
import { runDw } from '../../src/cli/program';
import { startTemporalServer, type TemporalServer } from '../../src/testing/temporal-server';
import { recordedTerminal } from '../cli/recorded-terminal';
import { TASK_QUEUE, startWorker, workflowBundle, type RunningWorker } from './fixtures/client-worker';
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

describe('a run that is over', () => {
  const id = `client-cli-test:${process.pid}:over`;
  const folder = mkdtempSync(join(tmpdir(), 'dw-client-cli-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(async () => {
    const run = await client.start<typeof complaint>('complaint', {
      id,
      taskQueue: TASK_QUEUE,
      input: { ticketId: '1' },
    });
    await run.result();
  });

  /** The command's whole output; fails with what it complained about. */
  async function told(...args: string[]): Promise<string> {
    const terminal = recordedTerminal();
    const code = await runDw(args, terminal);
    if (code !== 0) throw new Error(terminal.complained.join('\n'));
    return terminal.written.join('\n');
  }

  test('`dw ledger` sums up by who decided, as exactly as the ledger', async () => {
    const { totals } = await client.ledger(id);
    const text = await told('ledger', id);
    expect(text).toMatch(/^decided by +what +agent +steps/);
    expect(text).toMatch(/^claude +Claude +resolver\.1 +3 /m);
    expect(text).toMatch(/^claude +lookup +resolver\.1 +1 /m);
    expect(text).toContain(formatUsd(totals.costNanoUsd));
    expect(JSON.parse(await told('ledger', id, '--json'))).toMatchObject({
      totals: JSON.parse(JSON.stringify(totals)),
    });
  });

  test('`dw export` writes what replays and reads without a server, and no file twice', async () => {
    const file = join(folder, 'run.json');
    await told('export', id, '--out', file);
    const exported = JSON.parse(readFileSync(file, 'utf8')) as ExportedRun;
    expect(exported.transcript).toEqual(JSON.parse(JSON.stringify(await client.transcript(id))));
    expect(exported.ledger.totals.turns).toBe(3);
    expect(historyFromJSON(exported.history).events?.length).toBe(exported.ledger.history.events);
    await expect(told('export', id, '--out', file)).rejects.toThrow(/exists\. Take another name, or pass --force/);
    await told('export', id, '--out', file, '--force');
  });

  test('`dw replay` replays its export without a server, and the run itself by a query', async () => {
    const file = join(folder, 'replayed.json');
    await told('export', id, '--out', file);
    const bundle = join(folder, 'bundle.js'); // as their worker has it: without the interceptor of the plugin
    writeFileSync(bundle, (await workflowBundle()).code);
    const workflows = ['--bundle', bundle];
    const exported = JSON.parse(readFileSync(file, 'utf8')) as ExportedRun;
    const fromFile = JSON.parse(await told('replay', file, ...workflows, '--json')) as object;
    expect(fromFile).toEqual([
      {
        ...{ workflowId: id, workflowType: 'complaint', events: exported.ledger.history.events },
        ...{ conversations: 1, messages: exported.transcript[0]?.messages.length, problems: [] },
      },
    ]);
    const query = ['--query', `WorkflowId = "${id}"`];
    while ((await client.list({ query: query[1]! })).length === 0); // visibility lags behind
    expect(JSON.parse(await told('replay', ...query, ...workflows, '--json'))).toEqual(fromFile);

    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('resolver.1/t1/', 'resolver.2/t1/'));
    const terminal = recordedTerminal();
    expect(await runDw(['replay', file, ...workflows], terminal)).toBe(1);
    expect(terminal.written.join('\n')).toMatch(/breaks: workflow[^]*, workflow: .*resolver\.2\/t1\/claude\.0/);
    expect(terminal.complained).toEqual(['dw: 1 of 1 runs would not go on as they were recorded.']);
    await expect(told('replay', file)).rejects.toThrow(/Say which workflows/);
    await expect(told('replay', ...workflows)).rejects.toThrow(/one of the two/);
  });

  test('`dw list` finds it by type and status, and its id by its beginning', async () => {
    for (;;) {
      const runs = JSON.parse(
        await told('list', '--kind', 'complaint', '--status', 'completed', '--json'),
      ) as ListedRun[];
      if (runs.some((run) => run.id === id)) break;
    }
    expect(await told('list', '--status', 'completed')).toContain(id);
    const terminal = recordedTerminal();
    expect(await runDw(['transcript', id.slice(0, -2)], terminal)).toBe(0);
    expect(terminal.complained).toEqual([`\`${id.slice(0, -2)}\` is taken for ${id}.`]);
    await expect(told('show', 'client-cli-test')).rejects.toThrow(/beginning of several ids: client-cli-test/);
    await expect(told('list', '--query', 'Nonsense = 1')).rejects.toThrow(/can't be listed by .*Nonsense/);
  });

  test('`dw resume` has nothing to do, and says so', async () => {
    await expect(told('resume', id)).rejects.toThrow(/completed/);
  });
});
