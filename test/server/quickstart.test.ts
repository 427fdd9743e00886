import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { connect, type Client } from 'dynamic-workflows/client';
import {
  runKilledAt,
  say,
  startSimulator,
  startTemporalServer,
  startWorkerProcess,
  use,
  type Script,
  type Simulator,
  type TemporalServer,
} from 'dynamic-workflows/testing';

const EXAMPLE = resolve('lib/examples/quickstart');
const NOTE = 'We are out of coffee; twenty packets, please.';
const ORDER = { product: 'coffee', packets: 20 };

/** Looks, orders, answers. */
const buys: Script = ({ body }) => {
  const turn = body.messages.filter(({ role }) => role === 'assistant').length;
  if (turn === 0) return use('readShelf', {}, { id: 'toolu_look' });
  if (turn === 1) return use('placeOrder', ORDER, { id: 'toolu_order' });
  return say('{"summary":"Ordered 20 packets of coffee."}');
};

describe('the program of the README', () => {
  let server: TemporalServer;
  let simulator: Simulator;
  let client: Client;
  let folder: string;
  const worker = () => ({
    module: join(EXAMPLE, 'worker.js'),
    address: server.address,
    env: { ANTHROPIC_BASE_URL: simulator.url, ANTHROPIC_API_KEY: 'test', TMPDIR: folder },
  });
  const orders = () =>
    readdirSync(folder)
      .filter((name) => name.startsWith('order-'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown);

  beforeAll(async () => {
    [server, simulator] = await Promise.all([startTemporalServer({ ui: false }), startSimulator({ script: buys })]);
    client = await connect({ address: server.address });
  }, 60_000);
  afterAll(async () => {
    await client.close();
    await Promise.all([server.stop(), simulator.close()]);
  });
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'quickstart-test-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('runs as it stands: a worker, a start from the command line, one order, an account of it', async () => {
    const process = await startWorkerProcess(worker());
    try {
      const id = await startFromCommandLine();
      expect(orders()).toEqual([ORDER]);
      const { steps, totals } = await client.ledger(id);
      expect(steps.map(({ name }) => name)).toEqual(['Claude', 'readShelf', 'Claude', 'placeOrder', 'Claude']);
      expect(totals.costNanoUsd).toBe(simulator.bill().costNanoUsd);
      const [conversation] = await client.transcript(id);
      expect(JSON.stringify(conversation?.messages[0])).toContain('twenty packets');
    } finally {
      await process.kill();
    }
  }, 60_000);

  test('orders once when the worker is killed right after the order', async () => {
    const activityId = 'buyer.1/t2/0.toolu_order.0';
    const { value: id } = await runKilledAt(
      { worker: worker(), run: startFromCommandLine },
      { activity: 'placeOrder', activityId, moment: 'after' },
    );
    expect(orders()).toEqual([ORDER]);
    const { steps } = await client.ledger(id);
    expect(steps.find(({ name }) => name === 'placeOrder')).toMatchObject({ attempts: 2, status: 'completed' });
  }, 90_000);

  /** Gives back the id of the workflow, which the program prints first. */
  async function startFromCommandLine(): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [join(EXAMPLE, 'start.js'), NOTE], {
      env: { ...process.env, TEMPORAL_ADDRESS: server.address },
    });
    expect(stdout).toContain("{ summary: 'Ordered 20 packets of coffee.' }");
    return stdout.split(' ')[0] ?? '';
  }
});
