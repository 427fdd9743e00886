/** The complaint under faults: `npm run faults -- --example complaint`. Each run has a customer and an order of its own. */
import { randomBytes } from 'node:crypto';
import type { FaultModule } from 'dynamic-workflows/testing';
import { usd } from 'dynamic-workflows/workflows';
import { closeDatabase, database } from './database';
import { startPostgres, type Postgres } from './postgres';
import { closeShop, openShop } from './seed';
import { simulatedClaude } from './simulated-claude';

let postgres: Postgres | undefined;

/** What `dw faults` needs to know. */
export const faults: FaultModule = {
  workflow: 'complaint',
  worker: require.resolve('./worker'),
  script: simulatedClaude,
  budget: usd(0.55), // of both agents together

  limited: (result) => /without an answer: budget|could not be classified/.test(JSON.stringify(result)),

  /** Refunds and drafts have numbers of their own. */
  comparable: (text) => text.replace(/((?:refund|draft|escalation)Id\D{1,6})\d+/g, '$1#'),

  async open() {
    postgres = await startPostgres();
    const env = { DATABASE_URL: postgres.url, COMPLAINT_SCHEMA: `faults_${randomBytes(6).toString('hex')}` };
    Object.assign(process.env, env);
    await openShop();
    return env;
  },
  async close() {
    if (postgres?.external) await closeShop();
    await closeDatabase();
    await postgres?.stop();
  },

  /** Another Aisha Khan, who got two of four wine glasses broken. */
  async input(run: string) {
    await database().query(COPY_CUSTOMER, [`C-${run}`, `aisha.${run}@example.com`]);
    await database().query(COPY_ORDER, [`ORD-${run}`, `C-${run}`]);
    await database().query(COPY_LINES, [`ORD-${run}`]);
    await database().query(COPY_PAYMENTS, [`ORD-${run}`]);
    const complaint =
      'I got my order last week. Two of the four wine glasses were broken when I opened the box. I want my money back for them.';
    return { ticketId: `T-${run}`, customerId: `C-${run}`, complaint };
  },

  async effects(run: string) {
    const { rows } = await database().query<{ refunds: number; replies: number; escalations: number }>(COUNT, [
      `T-${run}`,
    ]);
    return rows[0] ?? null;
  },
};

const COPY_CUSTOMER =
  "INSERT INTO customers SELECT $1, name, $2, since, under_review FROM customers WHERE id = 'C-1003'";
const COPY_ORDER = `INSERT INTO orders SELECT $1, $2, status, placed_on, promised_on, delivered_on, signed_by, shipping_cents
  FROM orders WHERE id = 'ORD-1045'`;
const COPY_LINES = `INSERT INTO order_lines SELECT $1, line, item, quantity, unit_cents, final_sale, reported, reported_quantity
  FROM order_lines WHERE order_id = 'ORD-1045'`;
const COPY_PAYMENTS = `INSERT INTO payments (order_id, kind, item, cents, paid_on) SELECT $1, kind, item, cents, paid_on
  FROM payments WHERE order_id = 'ORD-1045' AND kind = 'charge'`;
const COUNT = `SELECT
  (SELECT count(*)::int FROM payments WHERE ticket_id = $1 AND kind = 'refund') AS refunds,
  (SELECT count(*)::int FROM drafts WHERE ticket_id = $1) AS replies,
  (SELECT count(*)::int FROM escalations WHERE ticket_id = $1) AS escalations`;
