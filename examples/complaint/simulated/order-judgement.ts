/** What the records and the policy say to one claim about one order. Everything the complaint says is weighed here. */
import type { Claim } from './claims';
import type { Line, Order, Policy } from './records';
import { escalate, type Verdict } from './verdict';

const MS_PER_DAY = 86_400_000;

/** The verdicts on a claim about this order: one, or one for each line that is due. */
export function judge(claim: Claim, order: Order, policy: Policy): Verdict[] {
  switch (claim.problem) {
    case 'faulty':
      return order.status === 'delivered' ? onFault(claim, order, policy) : [escalate('contradiction', order.id)];
    case 'incomplete':
      return order.status === 'delivered' ? onFault(claim, order, policy) : onMissingOrder(claim, order, policy);
    case 'notReceived':
      return onMissingOrder(claim, order, policy);
    case 'late':
      return [onLateness(order, policy)];
    case 'doubleCharge':
      return [onDoubleCharge(order)];
    case 'refundMissing':
      return onMissingRefund(claim, order, policy);
    case 'changeOfMind':
      return [onReturn(claim, order, policy)];
    case 'exchange':
      return [escalate('exchange', order.id)];
    case 'cancel':
      return order.status === 'lost' ? [onLoss(order)] : [escalate('cancellation', order.id)];
    case 'unsaid':
      return onRecordsAlone(claim, order, policy);
  }
}

/** What is due on this order whether or not anybody says so; empty when nothing is wrong with it. */
export function dueByRecords(order: Order, policy: Policy): Verdict[] {
  const all = [...linesDue(order, policy), ...(order.status === 'lost' ? [onLoss(order)] : [])];
  const due = [...all, onDoubleCharge(order), ...(all.length === 0 ? [onLateness(order, policy)] : [])];
  return due.filter(({ kind }) => kind === 'refund');
}

function onFault({ lines }: Claim, order: Order, policy: Policy): Verdict[] {
  const named = order.lines.filter(({ line }) => lines.includes(line));
  const meant = named.length > 0 ? named : order.lines.filter(({ reported }) => reported !== null);
  if (meant.length === 0) return [escalate('unconfirmed', order.id)];
  return meant.map((line) => onLine(line, order, policy));
}

function onLine(line: Line, order: Order, policy: Policy): Verdict {
  const { id: orderId, deliveredOn } = order;
  const item = `line-${line.line}`;
  if (line.reported === null) return escalate('unconfirmed', orderId);
  const before = refundOf(order, item);
  if (before) return before;
  if (line.finalSale) return escalate('finalSaleFault', orderId);
  const days = daysSinceDelivery(order, policy);
  if (deliveredOn && days > policy.refundWindowDays) {
    return { kind: 'explain', topic: 'tooLongAgo', orderId, deliveredOn, days: policy.refundWindowDays };
  }
  return { kind: 'refund', orderId, item, cents: line.unitCents * (line.reportedQuantity ?? line.quantity) };
}

function onMissingOrder(claim: Claim, order: Order, policy: Policy): Verdict[] {
  if (order.status === 'lost') return [onLoss(order)];
  if (order.deliveredOn === null) return [onLateness(order, policy)];
  // "The frames never arrived", of an order that did: something was missing from the parcel.
  const reported = order.lines.filter(({ line, reported }) => claim.lines.includes(line) && reported === 'missing');
  if (reported.length > 0) return reported.map((line) => onLine(line, order, policy));
  const before = refundOf(order, 'order');
  return [before ?? escalate('contradiction', order.id)];
}

function onLoss(order: Order): Verdict {
  const { id: orderId, totalCents } = order;
  return refundOf(order, 'order') ?? { kind: 'refund', orderId, item: 'order', cents: totalCents };
}

function onLateness(order: Order, policy: Policy): Verdict {
  const { id: orderId, promisedOn, deliveredOn, totalCents } = order;
  if (order.status === 'lost') return onLoss(order);
  const before = refundOf(order, 'late');
  if (before) return before;
  const days = daysBetween(promisedOn, deliveredOn ?? policy.today);
  if (!deliveredOn && days <= policy.lateAfterDays) return { kind: 'explain', topic: 'onItsWay', orderId, promisedOn };
  if (days <= 0) return escalate('contradiction', orderId);
  if (days <= policy.lateAfterDays) return { kind: 'explain', topic: 'withinGrace', orderId, days };
  if (deliveredOn && daysSinceDelivery(order, policy) > policy.refundWindowDays) {
    return { kind: 'explain', topic: 'tooLongAgo', orderId, deliveredOn, days: policy.refundWindowDays };
  }
  // Nothing is due for lateness where something else was paid back.
  const other = order.refunds.find(({ item }) => item !== 'duplicate');
  if (other) return { kind: 'explain', topic: 'alreadyRefunded', orderId, ...paid(other) };
  return { kind: 'refund', orderId, item: 'late', cents: Math.floor((totalCents * policy.latePercent) / 100) };
}

function onDoubleCharge(order: Order): Verdict {
  const second = order.chargesCents[1];
  if (second === undefined) return escalate('contradiction', order.id);
  return refundOf(order, 'duplicate') ?? { kind: 'refund', orderId: order.id, item: 'duplicate', cents: second };
}

function onMissingRefund(claim: Claim, order: Order, policy: Policy): Verdict[] {
  const last = order.refunds.at(-1);
  if (last) return [{ kind: 'explain', topic: 'alreadyRefunded', orderId: order.id, ...paid(last) }];
  const due = dueByRecords(order, policy);
  return due.length > 0 ? due : [escalate('contradiction', claim.orderId ?? order.id)];
}

function onReturn({ lines }: Claim, order: Order, policy: Policy): Verdict {
  const { id: orderId, deliveredOn, promisedOn } = order;
  const meant = order.lines.filter(({ line }) => lines.length === 0 || lines.includes(line));
  const before = meant.map(({ line }) => refundOf(order, `line-${line}`)).find((verdict) => verdict !== undefined);
  if (before) return before;
  if (meant.some(({ finalSale }) => finalSale)) return { kind: 'explain', topic: 'finalSale', orderId };
  if (!deliveredOn) return { kind: 'explain', topic: 'onItsWay', orderId, promisedOn };
  const days = policy.returnWindowDays;
  const isTooLate = daysSinceDelivery(order, policy) > days;
  return { kind: 'explain', topic: isTooLate ? 'returnTooLate' : 'returnable', orderId, days };
}

/**
 * The order is named, but not what is wrong with it: then the records speak alone. Where an item is named that has
 * arrived, it is not the delivery or the payment that is meant.
 */
function onRecordsAlone({ lines }: Claim, order: Order, policy: Policy): Verdict[] {
  const named = order.lines.filter(({ line }) => lines.length === 0 || lines.includes(line));
  const isAboutItem = lines.length > 0 && order.deliveredOn !== null;
  const due = dueByRecords({ ...order, lines: named }, policy).filter(
    (verdict) => !isAboutItem || (verdict.kind === 'refund' && verdict.item.startsWith('line-')),
  );
  const reported = named.filter((line) => line.reported !== null).map((line) => onLine(line, order, policy));
  const verdicts = [...due, ...reported.filter(({ kind }) => kind !== 'refund')];
  if (verdicts.length > 0) return verdicts;
  const last = order.refunds.at(-1);
  if (last) return [{ kind: 'explain', topic: 'alreadyRefunded', orderId: order.id, ...paid(last) }];
  return [order.deliveredOn === null ? onLateness(order, policy) : escalate('unclear', order.id)];
}

function linesDue(order: Order, policy: Policy): Verdict[] {
  return order.lines.map((line) => onLine(line, order, policy)).filter(({ kind }) => kind === 'refund');
}

function refundOf({ id, refunds }: Order, item: string): Verdict | undefined {
  const before = refunds.find((refund) => refund.item === item);
  return before && { kind: 'explain', topic: 'alreadyRefunded', orderId: id, ...paid(before) };
}

function paid({ paidOn, cents }: Order['refunds'][number]): { paidOn: string; cents: number } {
  return { paidOn, cents };
}

function daysSinceDelivery({ deliveredOn }: Order, { today }: Policy): number {
  return deliveredOn === null ? 0 : daysBetween(deliveredOn, today);
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / MS_PER_DAY;
}
