/**
 * The shop's tables. Deliberately, nothing here but the idempotency key prevents a second refund: no unique constraint
 * on payments, escalations or drafts. If a refund were ever made twice, the rows would show it.
 */
import { type Queryable, schemaName } from './database';

const TABLES = `
  CREATE TABLE IF NOT EXISTS policy (
    name text PRIMARY KEY, value text, rule text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS customers (
    id text PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE, since date NOT NULL,
    under_review boolean NOT NULL
  );
  CREATE TABLE IF NOT EXISTS orders (
    id text PRIMARY KEY, customer_id text NOT NULL REFERENCES customers, status text NOT NULL,
    placed_on date NOT NULL, promised_on date NOT NULL, delivered_on date, signed_by text,
    shipping_cents integer NOT NULL
  );
  CREATE TABLE IF NOT EXISTS order_lines (
    order_id text NOT NULL REFERENCES orders, line integer NOT NULL, item text NOT NULL, quantity integer NOT NULL,
    unit_cents integer NOT NULL, final_sale boolean NOT NULL, reported text, reported_quantity integer,
    PRIMARY KEY (order_id, line)
  );
  CREATE TABLE IF NOT EXISTS payments (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id text NOT NULL REFERENCES orders,
    kind text NOT NULL CHECK (kind IN ('charge', 'refund')), item text, cents integer NOT NULL CHECK (cents > 0),
    paid_on date NOT NULL, ticket_id text
  );
  CREATE TABLE IF NOT EXISTS tickets (
    id text PRIMARY KEY, customer_id text REFERENCES customers, complaint text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS escalations (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ticket_id text NOT NULL REFERENCES tickets, reason text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS drafts (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ticket_id text NOT NULL REFERENCES tickets, reply text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS resolutions (
    ticket_id text PRIMARY KEY REFERENCES tickets, label text NOT NULL, resolved_by text NOT NULL,
    refunded_cents integer NOT NULL, escalated boolean NOT NULL, reason text NOT NULL, reply text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS attempts (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tool text NOT NULL, arguments jsonb NOT NULL,
    attempt integer NOT NULL, reached_at timestamptz NOT NULL DEFAULT clock_timestamp()
  );
`;

/** Creates the schema and its tables where they are missing. */
export async function createTables(db: Queryable): Promise<void> {
  await db.query(`CREATE SCHEMA IF NOT EXISTS ${schemaName()}`);
  await db.query(TABLES);
}

/** Removes the schema with everything in it. */
export async function dropTables(db: Queryable): Promise<void> {
  await db.query(`DROP SCHEMA IF EXISTS ${schemaName()} CASCADE`);
}
