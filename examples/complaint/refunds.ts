/**
 * Paying money back. The idempotency key and the payment are one transaction, so a killed worker, a retry or a second
 * request for the same thing finds the first refund instead of making another.
 */
import { oncePerKey, ToolError } from 'dynamic-workflows/activities';
import { readCustomer } from './customers';
import { connections, type Queryable } from './database';
import { findOrder, type Order } from './orders';
import { readPolicy } from './policy';
import { ruleOnRefund } from './refund-rules';
import { requireCustomer } from './tickets';

/** What is asked for; `item` is `order`, `line-2`, `late` or `duplicate`. */
export interface RefundRequest {
  ticketId: string;
  orderId: string;
  item: string;
  amountCents: number;
}

/** A refund that was made. */
export interface Refund extends RefundRequest {
  refundId: number;
  paidOn: string;
}

/**
 * What makes two refunds the same: the same part of the same order. Not the amount and not the ticket, or asking again
 * with another number would pay again.
 */
export function refundKey({ orderId, item }: RefundRequest): string {
  return `${orderId}:${item}`;
}

/** Pays money back once for a key. Refuses what the records or the policy do not allow. */
export async function issueRefund(request: RefundRequest, key: string): Promise<Refund> {
  const refund = await oncePerKey(connections(), key, (tx) => pay(tx, request));
  if (refund.ticketId === request.ticketId) return refund;
  // Another ticket's refund is not this one's: told as a success it would be promised to the customer as new money.
  throw new ToolError(`\`${request.item}\` of ${request.orderId} was refunded on ${refund.paidOn}, on another ticket.`);
}

async function pay(tx: Queryable, request: RefundRequest): Promise<Refund> {
  const { ticketId, orderId, item, amountCents } = request;
  const order = await lockOwnOrder(tx, ticketId, orderId);
  const policy = await readPolicy(tx);
  const ruling = ruleOnRefund(order, item, policy);
  if ('refused' in ruling) throw new ToolError(ruling.refused);
  if (amountCents > ruling.dueCents) {
    throw new ToolError(`${amountCents} cents is too much for \`${item}\` of ${orderId}: ${ruling.dueCents} is due.`);
  }
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO payments (order_id, kind, item, cents, paid_on, ticket_id)
     VALUES ($1, 'refund', $2, $3, $4, $5) RETURNING id`,
    [orderId, item, amountCents, policy.today, ticketId],
  );
  return { refundId: rows[0]?.id ?? 0, ...request, paidOn: policy.today };
}

/** The locks make refunds of one order wait for each other: what was paid back before must be seen to be counted. */
async function lockOwnOrder(tx: Queryable, ticketId: string, orderId: string): Promise<Order> {
  const customerId = await requireCustomer(tx, ticketId, 'lock');
  const { underReview } = await readCustomer(tx, customerId);
  if (underReview) throw new ToolError('This account is under review: a manager decides about refunds.');
  await tx.query('SELECT FROM orders WHERE id = $1 FOR UPDATE', [orderId]);
  const order = await findOrder(tx, orderId, customerId);
  if (!order) throw new ToolError(`\`${orderId}\` is not an order of this ticket's customer.`);
  return order;
}
