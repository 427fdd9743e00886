/** One tool for each way in which an effect can be kept from happening twice; each tells where it is. */
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { z } from 'zod';
import { defineTool, fencedOutcome, oncePerKey, type PostgresTransaction, type Verified } from '../../src/activities';

/** What a worker of the campaign is told by its environment. */
export const EFFECTS_ENV = {
  outside: 'DW_EFFECTS_OUTSIDE',
  places: 'DW_EFFECTS_PLACES',
  postgres: 'DW_EFFECTS_POSTGRES',
};

/** `effects` deduplicates nothing. */
export const EFFECTS_TABLE = 'CREATE TABLE effects (id text, ref text)';

/** Of every effect that is not killed. */
const EFFECT_MS = 50;

const env = (name: string): string => process.env[name] ?? '';
const pool = new Pool({ connectionString: env(EFFECTS_ENV.postgres), max: 20 }).on('error', () => undefined);
const input = z.object({ id: z.string(), ms: z.int().default(EFFECT_MS) });

async function outside(what: string, id: string, more: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${env(EFFECTS_ENV.outside)}/${what}?${String(new URLSearchParams({ id, ...more }))}`);
  return response.text();
}

/** Tells the campaign, which holds the worker there or lets it go on. */
async function reach(moment: 'claimed' | 'started', id: string): Promise<void> {
  await fetch(env(EFFECTS_ENV.places), { method: 'POST', body: JSON.stringify({ moment, id }) });
}

/** Outside, and nobody can find out. */
export const sendOnce = defineTool({
  ...{ name: 'sendOnce', description: 'Sends a letter.', effect: 'once', verify: 'cannot', input },
  run: async ({ id, ms }) => {
    const ref = `ref-${randomUUID()}`;
    await reach('claimed', id);
    await outside('start', id, { ref, ms: String(ms) });
    await reach('started', id);
    return { ref: await outside('end', id, { ref }) };
  },
});

async function pay(id: string, key: string): Promise<{ ref: string }> {
  await reach('claimed', id);
  const ref = `ref-${randomUUID()}`;
  await outside('start', id, { ref });
  return oncePerKey(pool, key, async (tx: PostgresTransaction) => {
    await tx.query('INSERT INTO effects VALUES ($1, $2)', [id, ref]);
    await reach('started', id);
    await new Promise((resolve) => setTimeout(resolve, EFFECT_MS));
    return { ref };
  });
}

/** In Postgres, behind a fence. */
export const payOnce = defineTool({
  ...{ name: 'payOnce', description: 'Pays.', effect: 'once', input },
  verify: async ({ id }, { idempotencyKey }): Promise<Verified> => {
    const verdict = await fencedOutcome(pool, idempotencyKey);
    await outside(verdict.ran === 'no' ? 'fenced' : 'verified', id);
    return verdict;
  },
  run: ({ id }, { idempotencyKey }) => pay(id, idempotencyKey),
});

/** In Postgres, under a key. */
export const payByKey = defineTool({
  ...{ name: 'payByKey', description: 'Pays.', effect: 'idempotent', key: 'call', input },
  run: ({ id }, { idempotencyKey }) => pay(id, idempotencyKey),
});
