/**
 * Idempotency as every tool with an effect uses it: the key and the effect are written by one transaction, so there is
 * no moment at which one exists without the other, whenever the process dies.
 */
import { inTransaction, type Queryable } from './database';

/**
 * Runs `effect` unless `key` was used before, in which case the first result is returned. A concurrent call with the
 * same key waits for the first to commit; a key whose effect threw was rolled back with it and is free again.
 */
export function oncePerKey<Result extends object>(
  tool: string,
  key: string,
  effect: (tx: Queryable) => Promise<Result>,
): Promise<Result> {
  return inTransaction(async (tx) => {
    const claimed = await tx.query(
      'INSERT INTO idempotency_keys (tool, key) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING key',
      [tool, key],
    );
    if (claimed.rows.length === 0) return firstResult<Result>(tx, tool, key);
    const result = await effect(tx);
    await tx.query('UPDATE idempotency_keys SET result = $3 WHERE tool = $1 AND key = $2', [tool, key, result]);
    return result;
  });
}

async function firstResult<Result>(tx: Queryable, tool: string, key: string): Promise<Result> {
  const { rows } = await tx.query<{ result: Result | null }>(
    'SELECT result FROM idempotency_keys WHERE tool = $1 AND key = $2',
    [tool, key],
  );
  const result = rows[0]?.result;
  if (result) return result;
  throw new Error(`The key \`${key}\` of ${tool} has no result, though both are written together. Check the database.`);
}
