import { connect, type Client, type Step } from '../../src/client/index';
import { startTemporalServer, type TemporalServer } from '../../src/testing/temporal-server';
import { REPLY_COST } from './fixtures/client-activities';
import { TASK_QUEUE, startWorker, type RunningWorker } from './fixtures/client-worker';
import type { approve, chained, complaint, long, unlucky, waiting } from './fixtures/client-workflow';

jest.setTimeout(120_000);

let server: TemporalServer;
let worker: RunningWorker;
let client: Client;
let runs = 0;

/** A fresh id a test, also on a server that was used before. */
const freshId = (): string => `client-test:${process.pid}:${Date.now()}:${runs++}`;

beforeAll(async () => {
  server = await startTemporalServer({ ui: false });
  worker = await startWorker(server.address, server.namespace);
  client = await connect({ address: server.address, namespace: server.namespace });
});

afterAll(async () => {
  await client?.close();
  await worker?.stop();
  await server?.stop();
});

test('a run is started by name, followed live and returns its result', async () => {
  const run = await client.start<typeof complaint>('complaint', {
    id: freshId(),
    taskQueue: TASK_QUEUE,
    input: { ticketId: '4711' },
  });
  const told: Step[] = [];
  for await (const step of run.follow({ started: true })) told.push(step);
  expect(await run.result()).toEqual({ said: 'It is done.' });
  expect(told.map(({ name, status }) => `${name} ${status}`)).toEqual(
    ['loadTicket', 'Claude', 'lookup', 'Claude', 'Timer', 'Claude'].flatMap((name) => [
      `${name} running`,
      `${name} completed`,
    ]),
  );
});

test('the ledger and what was followed tell the same', async () => {
  const run = await client.start<typeof complaint>('complaint', {
    id: freshId(),
    taskQueue: TASK_QUEUE,
    input: { ticketId: '1' },
  });
  const told: Step[] = [];
  for await (const step of run.follow()) told.push(step);
  const { steps, totals, history, status, workflowType } = await client.ledger(run.id);
  expect(steps).toEqual(told);
  expect({ status, workflowType }).toEqual({ status: 'completed', workflowType: 'complaint' });
  expect(steps[0]).toMatchObject({ name: 'loadTicket', decidedBy: 'code', attempts: 2 });
  expect(steps[2]).toMatchObject({
    name: 'lookup',
    decidedBy: 'claude',
    summary: 'lookup in turn 1',
    agent: 'resolver.1',
    turn: 1,
  });
  expect(totals).toMatchObject({
    retries: 1,
    turns: 3,
    toolCalls: 1,
    costNanoUsd: 3 * REPLY_COST,
    unaccountedNanoUsd: 0,
  });
  expect(history.events).toBeGreaterThan(30);
  expect(history.bytes).toBeGreaterThan(2_000);
});

test('a transcript needs no worker and leaves a dropped turn out', async () => {
  const run = await client.start<typeof complaint>('complaint', {
    id: freshId(),
    taskQueue: TASK_QUEUE,
    input: { ticketId: '1' },
  });
  await run.result();
  await worker.stop();
  try {
    const [conversation, ...others] = await client.transcript(run.id, run.runId);
    expect(others).toEqual([]);
    expect(conversation).toMatchObject({ agent: 'resolver', number: 1 });
    expect(conversation?.messages.map(({ role, content }) => [role, ...content.map(({ type }) => type)])).toEqual([
      ['user', 'text'],
      ['assistant', 'tool_use'],
      ['user', 'tool_result', 'text'],
      ['assistant', 'text'],
    ]);
    expect(JSON.stringify(conversation)).not.toContain('I was go');
  } finally {
    worker = await startWorker(server.address, server.namespace);
  }
});

test('a failed call counts what its attempts cost, whether the workflow caught it or not', async () => {
  for (const caught of [true, false]) {
    const run = await client.start<typeof unlucky>('unlucky', {
      id: freshId(),
      taskQueue: TASK_QUEUE,
      input: { caught },
    });
    await run.result().catch(() => undefined);
    const { steps, totals, status } = await client.ledger(run.id);
    expect(status).toBe(caught ? 'completed' : 'failed');
    expect(steps[0]).toMatchObject({
      status: 'failed',
      error: 'Claude refused `the request`.',
      costNanoUsd: 700,
      unaccountedNanoUsd: 42,
    });
    expect(totals.turns).toBe(0);
  }
});

test('a history of more than 3 MB is read like any other', async () => {
  const input = { turns: 55, bytes: 60_000 };
  const run = await client.start<typeof long>('long', { id: freshId(), taskQueue: TASK_QUEUE, input });
  await run.result();
  const { history, totals } = await client.ledger(run.id);
  expect(history.bytes).toBeGreaterThan(3_000_000);
  expect(totals).toMatchObject({ turns: 56, toolCalls: 55 });
  const [conversation] = await client.transcript(run.id);
  expect(conversation?.messages).toHaveLength(112);
});

test('a run that waits for a person shows the open steps, then who ended the waiting', async () => {
  const run = await client.start<typeof waiting>('waiting', { id: freshId(), taskQueue: TASK_QUEUE });
  const told: string[] = [];
  for await (const step of (await client.run(run.id)).follow()) {
    told.push(`${step.name} ${step.decidedBy}`);
    if (step.name !== 'loadTicket') continue;
    expect((await client.ledger(run.id)).status).toBe('running');
    const answer = await client.temporal.workflow
      .getHandle(run.id)
      .executeUpdate<string, [string]>('approve' satisfies (typeof approve)['name'], { args: ['Ada'] });
    expect(answer).toBe('thanks');
  }
  expect(told).toEqual(['loadTicket code', 'approve person']);
  expect(await run.result()).toBe('Ada');
});

test('following goes on through continue-as-new, the ledger shows the latest run or the one asked for', async () => {
  const run = await client.start<typeof chained>('chained', {
    id: freshId(),
    taskQueue: TASK_QUEUE,
    input: { first: true },
  });
  const told: Step[] = [];
  for await (const step of run.follow()) told.push(step);
  expect(told.map(({ name }) => name)).toEqual(['loadTicket', 'loadTicket']);
  expect(await run.result()).toBe('done');
  expect((await client.ledger(run.id)).status).toBe('completed');
  expect(await client.ledger(run.id, run.runId)).toMatchObject({ status: 'continuedAsNew', runId: run.runId });
});

test('cancelling ends a run, and what was open says so', async () => {
  const run = await client.start<typeof waiting>('waiting', { id: freshId(), taskQueue: TASK_QUEUE });
  await run.cancel();
  await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  const { status, steps } = await client.ledger(run.id);
  expect(status).toBe('cancelled');
  expect(steps.map(({ name }) => name)).toContain('cancel');
  await expect(run.cancel()).rejects.toThrow(/has ended already/);
});

test('a taken id, an unknown workflow and a malformed run are told with the value and the cure', async () => {
  const id = freshId();
  await client.start('waiting', { id, taskQueue: TASK_QUEUE });
  await expect(client.start('waiting', { id, taskQueue: TASK_QUEUE })).rejects.toThrow(
    `\`${id}\` has been started before`,
  );
  const again = await client.start('waiting', {
    id,
    taskQueue: TASK_QUEUE,
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  expect(again.runId).toBe((await client.run(id)).runId);
  await again.cancel();
  await expect(client.ledger('no-such-workflow')).rejects.toThrow(/no trace of a workflow `no-such-workflow`/);
  await expect(client.run('no-such-workflow')).rejects.toThrow(/no trace/);
  await expect(client.transcript(id, 'not-a-run')).rejects.toThrow(/refuses .*`not-a-run`/);
});
