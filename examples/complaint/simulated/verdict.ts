/**
 * What the simulated agent may conclude about one claim: pay, explain, or hand over. Explanations carry what the reply
 * has to say in figures and dates; wording is another file's business.
 */

/** Why nothing is paid, where no manager is needed for that. */
export type Explanation =
  | { topic: 'alreadyRefunded'; orderId: string; paidOn: string; cents: number }
  | { topic: 'onItsWay'; orderId: string; promisedOn: string }
  | { topic: 'withinGrace'; orderId: string; days: number }
  | { topic: 'tooLongAgo'; orderId: string; deliveredOn: string; days: number }
  | { topic: 'returnable'; orderId?: string; days: number }
  | { topic: 'returnTooLate'; orderId: string; days: number }
  | { topic: 'finalSale'; orderId: string };

/** Why a manager gets it. */
export type HandOver =
  | 'unreadable'
  | 'unknownCustomer'
  | 'notYours'
  | 'contradiction'
  | 'unconfirmed'
  | 'aboveLimit'
  | 'underReview'
  | 'finalSaleFault'
  | 'exchange'
  | 'noRefundWanted'
  | 'cancellation'
  | 'danger'
  | 'otherMatter'
  | 'unclear'
  | 'refused';

/** A refund to make. */
export interface PlannedRefund {
  orderId: string;
  /** As `issueRefund` takes it. */
  item: string;
  cents: number;
}

/** The conclusion about one claim. */
export type Verdict =
  | ({ kind: 'refund' } & PlannedRefund)
  | ({ kind: 'explain' } & Explanation)
  | { kind: 'escalate'; why: HandOver; orderId?: string };

/** Shorthand for a hand-over, about an order or about the message as a whole. */
export function escalate(why: HandOver, orderId?: string): Verdict {
  return orderId === undefined ? { kind: 'escalate', why } : { kind: 'escalate', why, orderId };
}
