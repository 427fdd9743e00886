/**
 * Opens a shop: tables, policy, customers and orders. A shop that is open already is left as it is; a fresh one is a
 * fresh schema name, not a clean-up.
 */
import { database, inTransaction, type Queryable } from './database';
import { createTables, dropTables } from './schema';
import { CHARGED_TWICE, CUSTOMERS, LINES, ORDERS, REFUNDED_BEFORE, type SeedRow } from './seed-orders';
import { POLICY } from './seed-policy';

/** Creates and fills the shop in the schema that `COMPLAINT_SCHEMA` names, unless it is there already. */
export function openShop(): Promise<void> {
  return inTransaction(async (tx) => {
    await createTables(tx);
    const { rows } = await tx.query('SELECT FROM customers LIMIT 1');
    if (rows.length === 0) await seed(tx);
  });
}

/** Removes the shop and its schema. */
export async function closeShop(): Promise<void> {
  await dropTables(database());
}

async function seed(tx: Queryable): Promise<void> {
  await insert(tx, 'policy (name, value, rule)', POLICY);
  await insert(tx, 'customers (id, name, email, since, under_review)', CUSTOMERS);
  await insert(
    tx,
    'orders (id, customer_id, status, placed_on, promised_on, delivered_on, signed_by, shipping_cents)',
    ORDERS,
  );
  await insert(
    tx,
    'order_lines (order_id, line, item, quantity, unit_cents, final_sale, reported, reported_quantity)',
    LINES,
  );
  await charge(tx, null);
  await charge(tx, CHARGED_TWICE);
  const refunds = REFUNDED_BEFORE.map((row) => ['refund', ...row]);
  await insert(tx, 'payments (kind, order_id, item, cents, paid_on)', refunds);
}

/** Charges the total of these orders, or of all, on the day they were placed. */
async function charge(tx: Queryable, orderIds: readonly string[] | null): Promise<void> {
  await tx.query(
    `INSERT INTO payments (order_id, kind, cents, paid_on)
     SELECT id, 'charge', shipping_cents + (SELECT sum(quantity * unit_cents) FROM order_lines WHERE order_id = id), placed_on
     FROM orders WHERE $1::text[] IS NULL OR id = ANY ($1)`,
    [orderIds],
  );
}

/** Table and columns are this file's own words; only values come from outside the SQL. */
async function insert(tx: Queryable, into: string, rows: readonly SeedRow[]): Promise<void> {
  for (const row of rows) {
    const places = row.map((_, index) => `$${index + 1}`).join(', ');
    await tx.query(`INSERT INTO ${into} VALUES (${places})`, [...row]);
  }
}
