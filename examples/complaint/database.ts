/**
 * The shop's one connection pool. Everything that touches Postgres goes through here, so that the choice of database
 * (`DATABASE_URL`) and of schema (`COMPLAINT_SCHEMA`) stands in one place: two demos may share a server.
 */
import { Pool, type PoolClient, type QueryResultRow } from 'pg';

/** What a piece of SQL can be run on: the pool, or a client inside a transaction. */
export interface Queryable {
  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

// A worker runs more activities at once than this; they queue for a connection instead of exhausting the server's 100.
const MAX_CONNECTIONS = 8;
const DEFAULT_SCHEMA = 'complaint';
// An identifier that needs no quoting: it is put into SQL as it stands, and Postgres cuts names at 63 bytes.
const PLAIN_IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/;

let pool: Pool | undefined;

/** The schema that holds this shop's tables, from `COMPLAINT_SCHEMA`; throws if the name would need quoting. */
export function schemaName(): string {
  const name = process.env['COMPLAINT_SCHEMA'] ?? DEFAULT_SCHEMA;
  if (PLAIN_IDENTIFIER.test(name)) return name;
  throw new Error(
    `COMPLAINT_SCHEMA is \`${name}\`. Use lower-case letters, digits and underscores, at most 63, no digit first.`,
  );
}

/** The pool, opened on first use: importing a tool must not need a database. */
export function database(): Queryable {
  return connections();
}

/** Runs `work` in one transaction: all of it is committed, or none when it throws. */
export async function inTransaction<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result> {
  const client = await connections().connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Closes the pool; a later call of `database()` opens a new one. */
export async function closeDatabase(): Promise<void> {
  const open = pool;
  pool = undefined;
  // A connection that is hanging up anyway may be lost in peace.
  open?.removeAllListeners('error').on('error', () => undefined);
  await open?.end();
}

/** The same as what it is, for whoever needs a connection of its own. */
export function connections(): Pool {
  if (pool) return pool;
  const connectionString = process.env['DATABASE_URL'];
  if (!connectionString) throw new Error('DATABASE_URL is not set. Point it at a Postgres, or run `npm run demo`.');
  pool = new Pool({ connectionString, max: MAX_CONNECTIONS, options: `-c search_path=${schemaName()}` });
  // Without a listener an idle connection that the server closes would end the process.
  pool.on('error', (error) => console.error('An idle connection to Postgres was lost:', error.message));
  return pool;
}

/** Leaves the original error to be thrown; a connection that cannot even roll back is dropped, not reused. */
async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
