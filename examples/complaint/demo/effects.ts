/** What really happened, read from the database: it knows nothing of workflows, and nobody can talk it into anything. */
import { database } from '../database';

/** Rows that one ticket left behind. */
export interface Effects {
  refunds: number;
  refundedCents: number;
  replies: number;
  escalations: number;
  /** Attempts that reached the refund tool, also those that found the refund made. */
  refundAttempts: number;
}

/** Counts the rows. */
export async function readEffects(ticketId: string): Promise<Effects> {
  const { rows } = await database().query<Effects & Record<string, number>>(
    `SELECT (SELECT count(*)::integer FROM payments WHERE ticket_id = $1 AND kind = 'refund') AS refunds,
            (SELECT coalesce(sum(cents), 0)::integer FROM payments WHERE ticket_id = $1 AND kind = 'refund') AS "refundedCents",
            (SELECT count(*)::integer FROM drafts WHERE ticket_id = $1) AS replies,
            (SELECT count(*)::integer FROM escalations WHERE ticket_id = $1) AS escalations,
            (SELECT count(*)::integer FROM attempts WHERE tool = 'issueRefund' AND arguments->>'ticketId' = $1) AS "refundAttempts"`,
    [ticketId],
  );
  return rows[0] ?? { refunds: 0, refundedCents: 0, replies: 0, escalations: 0, refundAttempts: 0 };
}

/** Whether any part of an order was refunded twice on this ticket. */
export async function hasDoubleRefund(ticketId: string): Promise<boolean> {
  const { rows } = await database().query(
    `SELECT FROM payments WHERE ticket_id = $1 AND kind = 'refund' GROUP BY order_id, item HAVING count(*) > 1`,
    [ticketId],
  );
  return rows.length > 0;
}
