/** An effect and its key in one transaction, on a real Postgres: once however often it is tried, and never behind a fence. */
import { Pool } from 'pg';
import { startPostgres, type Postgres } from '../../examples/complaint/postgres';
import { FencedError, fencedOutcome, oncePerKey, type PostgresTransaction } from '../../src/activities';

let postgres: Postgres;
let pool: Pool;
beforeAll(async () => {
  postgres = await startPostgres();
  pool = new Pool({ connectionString: postgres.url, max: 30 });
  pool.on('error', () => undefined); // the server ends first
  await pool.query('CREATE TABLE payments (key text, cents int)');
}, 120_000);
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});

const pay =
  (key: string, ms = 0) =>
  async (tx: PostgresTransaction) => {
    await tx.query('INSERT INTO payments VALUES ($1, 100)', [key]);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { paid: 100 };
  };
const paymentsOf = async (key: string): Promise<number> =>
  (await pool.query('SELECT 1 FROM payments WHERE key = $1', [key])).rows.length;

test('twenty at once pay once, and all get the result of the one that did', async () => {
  const results = await Promise.all(Array.from({ length: 20 }, () => oncePerKey(pool, 'a', pay('a', 50))));
  expect([new Set(results.map((result) => JSON.stringify(result))), await paymentsOf('a')]).toEqual([
    new Set(['{"paid":100}']),
    1,
  ]);
});

test('an effect that throws leaves nothing, and its key is free', async () => {
  const failing = oncePerKey(pool, 'b', async (tx) => {
    await pay('b')(tx);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await paymentsOf('b')).toBe(0);
  expect(await oncePerKey(pool, 'b', pay('b'))).toEqual({ paid: 100 });
});

test('a fence is a no that holds: the effect that comes late does nothing', async () => {
  expect(await fencedOutcome(pool, 'c')).toEqual({ ran: 'no', fenced: true });
  await expect(oncePerKey(pool, 'c', pay('c'))).rejects.toThrow(FencedError);
  expect([await paymentsOf('c'), await fencedOutcome(pool, 'c')]).toEqual([0, { ran: 'no', fenced: true }]);
});

test('what happened before the fence is a yes with its result', async () => {
  await oncePerKey(pool, 'd', pay('d'));
  expect(await fencedOutcome(pool, 'd')).toEqual({ ran: 'yes', result: { paid: 100 } });
});

test('a fence does not wait for ever for a worker that stalls in the middle of its transaction', async () => {
  await oncePerKey(pool, 'g', pay('g')); // makes the table
  const stalled = await pool.connect();
  await stalled.query('BEGIN');
  await stalled.query("INSERT INTO tool_effects (key) VALUES ('stalled')");
  await expect(fencedOutcome(pool, 'stalled')).rejects.toThrow('lock timeout');
  await stalled.query('ROLLBACK');
  stalled.release();
  expect(await fencedOutcome(pool, 'stalled')).toEqual({ ran: 'no', fenced: true });
}, 30_000);

test('a hundred races of effect and fence: either paid and yes, or not paid and no', async () => {
  let yes = 0;
  for (let race = 0; race < 100; race++) {
    const key = `race ${race}`;
    const effect = oncePerKey(pool, key, pay(key, race % 4)).then(
      () => 1,
      (error: unknown) => (error instanceof FencedError ? 0 : Promise.reject(error as Error)),
    );
    await new Promise((resolve) => setTimeout(resolve, race % 7));
    const verdict = await fencedOutcome(pool, key);
    const paid = await effect;
    expect([verdict.ran, paid, await paymentsOf(key)]).toEqual(paid === 1 ? ['yes', 1, 1] : ['no', 0, 0]);
    yes += paid;
  }
  expect(yes).toBeGreaterThan(0);
}, 60_000);

test('a table of another name is made once by many at once; a name that is none is refused', async () => {
  await Promise.all(
    Array.from({ length: 10 }, (_, at) => oncePerKey(pool, `e${at}`, async () => null, { table: 'other_effects' })),
  );
  await expect(oncePerKey(pool, 'f', pay('f'), { table: 'x; --' })).rejects.toThrow('is not a table');
});

test('a table that is dropped while workers run is made again, and no effect is lost for it', async () => {
  await pool.query('DROP TABLE tool_effects');
  expect(await oncePerKey(pool, 'e', pay('e'))).toEqual({ paid: 100 });
  expect([await paymentsOf('e'), await fencedOutcome(pool, 'e')]).toEqual([1, { ran: 'yes', result: { paid: 100 } }]);
});
