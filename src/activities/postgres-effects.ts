/**
 * An effect and its key in one Postgres transaction: there is no moment at which one exists without the other, whenever a
 * process dies. The same table holds fences, which an effect that comes late runs into.
 */
import type { Jsonable } from '../common/json';
import type { Verified } from './tool';

/** What is used of a `pg` pool. */
export interface PostgresPool extends PostgresTransaction {
  connect(): Promise<PostgresTransaction & { release(isBroken?: boolean): void }>;
}

/** A transaction to write the effect with; `pg` gives its own clients this shape. */
export interface PostgresTransaction {
  query<Row extends { [column: string]: unknown }>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** The key was fenced: somebody was told that this effect will not happen, and so it does not. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

/** A worker that stalls in the middle of its transaction holds the key for as long as the database lets it. */
const FENCE_WAIT = '10s';

/** Where keys are kept. */
export interface EffectsOptions {
  /** In small letters, with its schema where it has one; made when it is first used. Default `tool_effects`. */
  readonly table?: string;
}

interface Row {
  [column: string]: unknown;
  readonly is_fenced: boolean;
}

/**
 * Runs `effect` unless it was committed under this key before, in which case its first result is returned. A concurrent
 * call waits for the first to commit; an effect that throws frees its key again. Throws `FencedError` where the key was
 * fenced.
 */
export async function oncePerKey<R>(
  pool: PostgresPool,
  key: string,
  effect: (tx: PostgresTransaction) => Promise<R & Jsonable<R>>,
  options: EffectsOptions = {},
): Promise<R> {
  const work = (table: string) => async (tx: PostgresTransaction) => {
    if (!(await insertKey(tx, table, key, false))) {
      const { result, is_fenced } = await rowOf(tx, table, key);
      if (is_fenced) throw new FencedError('This effect was given up, and somebody was told so. Nothing was done.');
      return result as R; // what `effect` returned then
    }
    const result = await effect(tx);
    await tx.query(`UPDATE ${table} SET result = $2 WHERE key = $1`, [key, JSON.stringify(result ?? null)]);
    return result;
  };
  return withTable(pool, options, (table) => inTransaction(pool, work(table)));
}

/**
 * For `verify` of a tool that uses `oncePerKey`: `yes` with the result where the effect was committed, else a `no` that
 * holds, since the key is fenced. Waits for an effect that is being committed, and throws where that takes too long.
 */
export async function fencedOutcome(pool: PostgresPool, key: string, options: EffectsOptions = {}): Promise<Verified> {
  const work =
    (table: string) =>
    async (tx: PostgresTransaction): Promise<Verified> => {
      await tx.query(`SET LOCAL lock_timeout = '${FENCE_WAIT}'`);
      await insertKey(tx, table, key, true);
      const { result, is_fenced } = await rowOf(tx, table, key);
      return is_fenced ? { ran: 'no', fenced: true } : { ran: 'yes', result: result as null }; // JSON, as it was stored
    };
  return withTable(pool, options, (table) => inTransaction(pool, work(table)));
}

async function rowOf(tx: PostgresTransaction, table: string, key: string): Promise<Row> {
  const { rows } = await tx.query<Row>(`SELECT result, is_fenced FROM ${table} WHERE key = $1`, [key]);
  if (rows[0]) return rows[0];
  throw new Error(`The key \`${key}\` was deleted from \`${table}\` meanwhile. Keys have to outlive their runs.`);
}

async function inTransaction<T>(pool: PostgresPool, work: (tx: PostgresTransaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => (isBroken = true));
    throw error;
  } finally {
    client.release(isBroken);
  }
}

/** Runs `work` with the table's name, and once more where there was no table yet; workers often may not create any. */
async function withTable<T>(
  pool: PostgresPool,
  { table = 'tool_effects' }: EffectsOptions,
  work: (table: string) => Promise<T>,
): Promise<T> {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(table))
    throw new TypeError(`\`${table}\` is not a table's name in small letters, such as \`tool_effects\`.`);
  try {
    return await work(table);
  } catch (error) {
    if (!(error instanceof NoTable)) throw error;
    await makeTable(pool, table);
    return work(table);
  }
}

/** Our own table is missing, not one of the effect's. */
class NoTable extends Error {}

/** Inserts the key unless it is there; whether it was inserted. */
async function insertKey(tx: PostgresTransaction, table: string, key: string, isFenced: boolean): Promise<boolean> {
  const insert = `INSERT INTO ${table} (key, is_fenced) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING key`;
  try {
    return (await tx.query(insert, [key, isFenced])).rows.length > 0;
  } catch (error) {
    throw codeOf(error) === '42P01' ? new NoTable(table, { cause: error }) : error;
  }
}

/** Two workers that start together may both find no table; the one that loses the race finds it made. */
async function makeTable(pool: PostgresPool, table: string): Promise<void> {
  try {
    await pool.query(
      `CREATE TABLE IF NOT EXISTS ${table} (key text PRIMARY KEY, is_fenced boolean NOT NULL DEFAULT false, result json, at timestamptz NOT NULL DEFAULT now())`,
    );
  } catch (error) {
    if (!['23505', '42P07', '42710'].includes(codeOf(error))) throw error;
  }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code);
}
