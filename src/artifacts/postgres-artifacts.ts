/** Artifacts in a table of Postgres: where there is a database already, and files are of some megabytes. */
import { requireId, type ArtifactStore } from './artifact-store';

/** What is used of a `pg` pool or client. */
export interface Queryable {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** A store in `table`, made when it is first used. The table's name may have a schema: `claims.artifacts`. */
export function postgresArtifacts(db: Queryable, { table = 'artifacts' } = {}): ArtifactStore {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(table))
    throw new TypeError(
      `\`${table}\` is not a table's name in small letters, such as \`artifacts\` or \`claims.artifacts\`.`,
    );
  let made: Promise<unknown> | undefined;
  const query = async (text: string, values: unknown[]): Promise<readonly unknown[]> => {
    made ??= makeTable(db, table);
    try {
      await made;
    } catch (error) {
      made = undefined; // the next one tries again
      throw error;
    }
    return (await db.query(text, values)).rows;
  };
  return {
    put: async (id, bytes) => {
      const insert = `INSERT INTO ${table} (id, bytes) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`;
      await query(insert, [requireId(id), Buffer.from(bytes)]);
    },
    get: async (id) => {
      const [row] = await query(`SELECT bytes FROM ${table} WHERE id = $1`, [requireId(id)]);
      return (row as { bytes: Uint8Array } | undefined)?.bytes; // the column's type, by the table below
    },
    has: async (id) => (await query(`SELECT 1 FROM ${table} WHERE id = $1`, [requireId(id)])).length > 0,
  };
}

/** Two workers that start together may both find no table; the one that loses the race looks once more. */
async function makeTable(db: Queryable, table: string): Promise<void> {
  const { rows } = await db.query('SELECT to_regclass($1) AS found', [table]);
  if ((rows[0] as { found: unknown } | undefined)?.found != null) return;
  try {
    await db.query(
      `CREATE TABLE IF NOT EXISTS ${table} (id text PRIMARY KEY, bytes bytea NOT NULL, stored_at timestamptz NOT NULL DEFAULT now())`,
    );
  } catch (error) {
    if (!['23505', '42P07', '42710'].includes(String((error as { code?: unknown }).code))) throw error;
  }
}
