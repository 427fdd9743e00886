/** What leaves the desk beside money: a case handed to a manager, and the draft of the reply to the customer. */
import { oncePerKey } from 'dynamic-workflows/activities';
import { connections, type Queryable } from './database';
import { requireTicket } from './tickets';

/** A case that waits for a manager. */
export interface Escalation {
  escalationId: number;
  reason: string;
}

/** Puts the ticket before a manager, once for a key. */
export function escalateToManager(args: { ticketId: string; reason: string }, key: string): Promise<Escalation> {
  return oncePerKey(connections(), key, async (tx) => {
    await requireTicket(tx, args.ticketId, 'lock');
    return {
      escalationId: await add(tx, 'escalations (ticket_id, reason)', args.ticketId, args.reason),
      reason: args.reason,
    };
  });
}

/** Stores a reply for the ticket, once for a key; the latest draft is the one that counts. */
export function draftReply(args: { ticketId: string; reply: string }, key: string): Promise<{ draftId: number }> {
  return oncePerKey(connections(), key, async (tx) => {
    await requireTicket(tx, args.ticketId, 'lock');
    return { draftId: await add(tx, 'drafts (ticket_id, reply)', args.ticketId, args.reply) };
  });
}

/** Takes the draft back that was stored under this key; one that is gone stays so. */
export async function withdrawDraft(args: { ticketId: string; reply: string }, key: string): Promise<void> {
  const { draftId } = await draftReply(args, key); // stored before: this only tells its id
  await connections().query('DELETE FROM drafts WHERE id = $1', [draftId]);
}

async function add(tx: Queryable, into: string, ticketId: string, text: string): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(`INSERT INTO ${into} VALUES ($1, $2) RETURNING id`, [ticketId, text]);
  return rows[0]?.id ?? 0;
}
