/**
 * The shop's rules for paying money back, as rows of a table: a number where a program has to decide by it, and the
 * sentence that a person, or Claude, reads. `today` is one of the rows, so that the example ends the same on any day.
 */
import { database, type Queryable } from './database';

/** What the rules say: dates are `YYYY-MM-DD`, money is cents of `currency`. */
export interface Policy {
  today: string;
  currency: string;
  /** Days after delivery within which a reported fault or a late delivery can still be refunded. */
  refundWindowDays: number;
  /** Days after delivery within which an unwanted item may be sent back. */
  returnWindowDays: number;
  /** A delivery is late when it misses the promised date by more days than this. */
  lateAfterDays: number;
  /** Share of the order's total that is paid back for a late delivery. */
  latePercent: number;
  /** More than this for one order is a manager's decision. */
  managerAboveCents: number;
  /** Every rule in words, the numbers included. */
  rules: string[];
}

/** Reads the policy; throws if a row that the shop cannot decide without is missing. */
export async function readPolicy(db: Queryable = database()): Promise<Policy> {
  const { rows } = await db.query<{ name: string; value: string | null; rule: string }>(
    'SELECT name, value, rule FROM policy ORDER BY name',
  );
  const values = new Map(rows.map((row) => [row.name, row.value]));
  return {
    today: required(values, 'today'),
    currency: required(values, 'currency'),
    refundWindowDays: Number(required(values, 'refundWindowDays')),
    returnWindowDays: Number(required(values, 'returnWindowDays')),
    lateAfterDays: Number(required(values, 'lateAfterDays')),
    latePercent: Number(required(values, 'latePercent')),
    managerAboveCents: Number(required(values, 'managerAboveCents')),
    rules: rows.map((row) => row.rule),
  };
}

function required(values: Map<string, string | null>, name: string): string {
  const value = values.get(name);
  if (value) return value;
  throw new Error(`The policy has no \`${name}\`. Seed the shop (seed.ts) before its worker starts.`);
}
