/** A `once` tool whose `verify` fences, on a real Postgres: first attempts that are still alive, or wake up, come too late. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { startPostgres, type Postgres } from '../../examples/complaint/postgres';
import { say, use, type SimulatedRequest } from '../../src/testing';
import { closeTransfers, LAB_POSTGRES, TRANSFER_TABLES } from './fixtures/lab-transfer';
import { openLab, startLabWorker, type Lab } from './lab';
import { firstTask, resetRun, taskBefore } from './resets';

let postgres: Postgres;
let pool: Pool;
let lab: Lab;
let transfers = 0;

beforeAll(async () => {
  postgres = await startPostgres();
  process.env[LAB_POSTGRES] = postgres.url;
  pool = new Pool({ connectionString: postgres.url, max: 2 }).on('error', () => undefined); // the server ends first
  await pool.query(TRANSFER_TABLES);
}, 120_000);
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});
afterEach(async () => {
  await lab?.close();
  await closeTransfers();
});

/** As few as Temporal takes. */
const FEW_POLLS = { maxConcurrentActivityTaskPolls: 1, maxConcurrentWorkflowTaskPolls: 2 };

/** How often it took effect, and what its attempts told. */
async function seenOf(id: string): Promise<{ effects: number; told: string[] }> {
  const effects = await pool.query('SELECT 1 FROM transfers WHERE id = $1', [id]);
  const told = await pool.query<{ what: string }>('SELECT what FROM told WHERE id = $1', [id]);
  return { effects: effects.rows.length, told: told.rows.map(({ what }) => what) };
}

async function untilTold(id: string, what: string): Promise<void> {
  while (!(await seenOf(id)).told.includes(what)) await sleep(20);
}

const last = (request: SimulatedRequest | undefined): string => JSON.stringify(request?.body.messages.at(-1)?.content);
/** The first start is refused when it comes to its effect; the second one had it. */
const ONE_EFFECT = { effects: 1, told: ['started', 'started', 'FencedError'] };

test('a worker that stalls between claim and effect, and wakes up after `verify` said no, has no effect', async () => {
  lab = await openLab({ withWorker: false });
  const id = `t${++transfers}`;
  // What a stalled worker has asked for is lost until it times out, so it asks for little.
  const first = await startLabWorker(lab, undefined, FEW_POLLS);
  const run = await lab.start('sendLetters', { prompt: 'Go.' }, [use('transfer', { id, ms: 4_000 }), say('Done.')]);
  await untilTold(id, 'started');
  process.kill(first.pid, 'SIGSTOP');
  const second = await startLabWorker(lab);
  await run.result();
  expect(await seenOf(id)).toEqual({ effects: 1, told: ['started', 'started'] });
  process.kill(first.pid, 'SIGCONT');
  await untilTold(id, 'FencedError');
  expect(await seenOf(id)).toEqual(ONE_EFFECT);
  expect(last(lab.simulator.requests.at(-1))).toContain('transferred');
  await Promise.all([first.kill(), second.kill()]);
}, 180_000); // what a stalled worker has taken off the queues comes back by timeouts

test('a worker that dies after its effect: `verify` says yes, with the result', async () => {
  lab = await openLab({ withWorker: false });
  const id = `t${++transfers}`;
  let arrive = (): void => undefined;
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const first = await startLabWorker(lab, ({ activity, moment }) => {
    if (activity !== 'transfer' || moment !== 'after') return undefined;
    arrive();
    return new Promise(() => undefined);
  });
  const run = await lab.start('sendLetters', { prompt: 'Go.' }, [use('transfer', { id }), say('Done.')]);
  await reached;
  await first.kill();
  const second = await startLabWorker(lab);
  await run.result();
  expect(await seenOf(id)).toEqual({ effects: 1, told: ['started'] });
  expect(last(lab.simulator.requests.at(-1))).toContain('transferred');
  await second.kill();
}, 90_000);

describe('a reset of the workflow while the first attempt still runs', () => {
  test.each([
    ['before the call was scheduled', taskBefore('transfer'), []],
    ['before Claude asked for it', firstTask, ['again']],
  ])(
    'to %s: the new run fences the first attempt off, whose effect comes too late',
    async (_, task, again) => {
      lab = await openLab();
      const id = `t${++transfers}`;
      const call = use('transfer', { id, ms: 6_000 });
      const script = [call, ...again.map(() => use('transfer', { id, ms: 6_000 })), say('Done.')];
      const run = await lab.start('sendLetters', { prompt: 'Go.' }, script);
      await untilTold(id, 'started');
      const reset = await resetRun(lab, run, task);
      await reset.result();
      await untilTold(id, 'FencedError');
      expect(await seenOf(id)).toEqual(ONE_EFFECT);
      expect(last(lab.simulator.requests.at(-1))).toContain('transferred');
    },
    90_000,
  );
});

test('a reset to before Claude asked, after the call ended: the new run has the result, and no second effect', async () => {
  lab = await openLab();
  const id = `t${++transfers}`;
  const call = () => use('transfer', { id });
  const run = await lab.start('sendLetters', { prompt: 'Go.' }, [call(), say('Done.'), call(), say('Done.')]);
  await run.result();
  await (await resetRun(lab, run, firstTask)).result();
  expect(await seenOf(id)).toEqual({ effects: 1, told: ['started'] });
  expect(last(lab.simulator.requests.at(-1))).toContain('transferred');
}, 90_000);
