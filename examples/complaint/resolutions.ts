/**
 * How a ticket ended. What was refunded and whether a manager has it are read from the shop's own rows: an agent's word
 * about its deeds is not the record of them.
 */
import { inTransaction, type Queryable } from './database';
import { requireTicket } from './tickets';

/** What the workflow knows at its end. */
export interface Closing {
  ticketId: string;
  label: string;
  /** Who found the answer: Claude, or the code that had to end it without one. */
  resolvedBy: 'claude' | 'code';
  reason: string;
  /** What goes to the customer; empty where nothing should. */
  reply: string;
  /** What the agent says it did; checked against the rows. */
  claimed?: { refundedCents: number; escalated: boolean };
  /** Why code wants a manager to look, if it does. */
  escalateBecause?: string;
}

/** A ticket's end as recorded. */
export interface Resolution {
  label: string;
  resolvedBy: 'claude' | 'code';
  refundedCents: number;
  escalated: boolean;
  reason: string;
  reply: string;
}

/** Records the end of a ticket. The first record stands: a retry, or a second closing, gets it back. */
export function recordResolution(closing: Closing): Promise<Resolution> {
  return inTransaction(async (tx) => {
    await requireTicket(tx, closing.ticketId, 'lock');
    return (await readResolution(tx, closing.ticketId)) ?? close(tx, closing);
  });
}

async function close(tx: Queryable, closing: Closing): Promise<Resolution> {
  const { ticketId, label, resolvedBy, reason, reply } = closing;
  const refundedCents = await refundedOn(tx, ticketId);
  const wasEscalated = await isEscalated(tx, ticketId);
  const because = closing.escalateBecause ?? mismatch(closing, refundedCents, wasEscalated);
  if (because) await tx.query('INSERT INTO escalations (ticket_id, reason) VALUES ($1, $2)', [ticketId, because]);
  const escalated = wasEscalated || because !== undefined;
  await tx.query('INSERT INTO resolutions VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    ticketId,
    label,
    resolvedBy,
    refundedCents,
    escalated,
    because ?? reason,
    reply,
  ]);
  return { label, resolvedBy, refundedCents, escalated, reason: because ?? reason, reply };
}

/** A false report of money or of a hand-over is for a person to look at; an escalation too many is not. */
function mismatch({ claimed }: Closing, refundedCents: number, wasEscalated: boolean): string | undefined {
  if (!claimed) return undefined;
  if (claimed.refundedCents !== refundedCents) {
    return `The agent reported ${claimed.refundedCents} cents refunded, the payments say ${refundedCents}.`;
  }
  return claimed.escalated && !wasEscalated ? 'The agent reported an escalation that it did not make.' : undefined;
}

async function isEscalated(tx: Queryable, ticketId: string): Promise<boolean> {
  const { rows } = await tx.query('SELECT FROM escalations WHERE ticket_id = $1 LIMIT 1', [ticketId]);
  return rows.length > 0;
}

async function refundedOn(tx: Queryable, ticketId: string): Promise<number> {
  const { rows } = await tx.query<{ cents: number }>(
    `SELECT coalesce(sum(cents), 0)::integer AS cents FROM payments WHERE ticket_id = $1 AND kind = 'refund'`,
    [ticketId],
  );
  return rows[0]?.cents ?? 0;
}

async function readResolution(tx: Queryable, ticketId: string): Promise<Resolution | undefined> {
  const { rows } = await tx.query<Resolution>(
    `SELECT label, resolved_by AS "resolvedBy", refunded_cents AS "refundedCents", escalated, reason, reply
     FROM resolutions WHERE ticket_id = $1`,
    [ticketId],
  );
  return rows[0];
}
