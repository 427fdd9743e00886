/**
 * The policy as code: how much of an order may be paid back for what, decided from the records alone. Pure, and apart
 * from the transaction that pays, so that each rule can be read and tested by itself. Claude proposes; this disposes.
 */
import type { Order, OrderLine } from './orders';
import type { Policy } from './policy';

/** The most that may be paid, or why nothing may. */
export type Ruling = { dueCents: number } | { refused: string };

const MS_PER_DAY = 86_400_000;

/** What the records and the policy give for `item` of this order: `order`, `line-2`, `late` or `duplicate`. */
export function ruleOnRefund(order: Order, item: string, policy: Policy): Ruling {
  const before = order.refunds.find((refund) => refund.item === item);
  if (before) return { refused: `\`${item}\` of ${order.id} was refunded on ${before.paidOn} already.` };
  const ruling = dueFor(order, item, policy);
  if ('refused' in ruling) return ruling;
  const paid = order.chargesCents.reduce(sum, 0);
  const paidBack = order.refunds.map(({ cents }) => cents).reduce(sum, 0);
  if (paidBack + ruling.dueCents > paid) return { refused: `${order.id} is already fully refunded.` };
  // A returned second charge was never the price of anything: it counts like any refund for the limit all the same.
  if (paidBack + ruling.dueCents > policy.managerAboveCents) {
    return { refused: `Refunds above ${policy.managerAboveCents} cents for one order are for a manager.` };
  }
  return ruling;
}

function dueFor(order: Order, item: string, policy: Policy): Ruling {
  if (item === 'duplicate') return dueForDuplicate(order);
  if (item === 'late') return dueForLateness(order, policy);
  if (item === 'order') return dueForLoss(order);
  return dueForLine(order, item, policy);
}

function dueForDuplicate({ id, chargesCents }: Order): Ruling {
  const second = chargesCents[1];
  return second === undefined ? { refused: `${id} was charged once.` } : { dueCents: second };
}

function dueForLateness(order: Order, policy: Policy): Ruling {
  const { id, promisedOn, deliveredOn, totalCents, refunds } = order;
  if (refunds.some((refund) => refund.item !== 'duplicate')) {
    return { refused: `Something of ${id} is refunded already, so nothing is due for lateness.` };
  }
  if (isTooLongAgo(order, policy)) return { refused: tooLongAgo(order, policy) };
  const daysLate = daysBetween(promisedOn, deliveredOn ?? policy.today);
  if (daysLate <= policy.lateAfterDays) {
    return {
      refused: `${id} was promised for ${promisedOn}: that is not more than ${policy.lateAfterDays} days late.`,
    };
  }
  return { dueCents: Math.floor((totalCents * policy.latePercent) / 100) };
}

function dueForLoss({ id, status, totalCents }: Order): Ruling {
  if (status !== 'lost') return { refused: `${id} is \`${status}\`; only a lost order is refunded as a whole.` };
  return { dueCents: totalCents };
}

function dueForLine(order: Order, item: string, policy: Policy): Ruling {
  const line = order.lines.find((candidate) => `line-${candidate.line}` === item);
  if (!line) return { refused: `${order.id} has no \`${item}\`.` };
  if (!line.reported) return { refused: `Nothing is reported about ${line.item} of ${order.id}: escalate for review.` };
  if (line.finalSale) return { refused: `${line.item} of ${order.id} is final sale: a fault is for a manager.` };
  if (isTooLongAgo(order, policy)) return { refused: tooLongAgo(order, policy) };
  return { dueCents: priceOfReported(line) };
}

function priceOfReported({ unitCents, quantity, reportedQuantity }: OrderLine): number {
  return unitCents * (reportedQuantity ?? quantity);
}

function isTooLongAgo({ deliveredOn }: Order, policy: Policy): boolean {
  return deliveredOn !== null && daysBetween(deliveredOn, policy.today) > policy.refundWindowDays;
}

function tooLongAgo({ id, deliveredOn }: Order, { refundWindowDays }: Policy): string {
  return `${id} was delivered on ${deliveredOn}, more than ${refundWindowDays} days ago: outside the refund window.`;
}

/** Whole days from one `YYYY-MM-DD` to another; both are read as UTC, so no clock change shortens a day. */
function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / MS_PER_DAY;
}

function sum(one: number, other: number): number {
  return one + other;
}
