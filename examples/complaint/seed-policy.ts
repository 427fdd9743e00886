/** The rows of the policy table: what the shop promises, in numbers and in words. The words are what Claude reads. */

/** `[name, value, rule]`; a rule without a number has no value. */
export const POLICY: readonly (readonly [name: string, value: string | null, rule: string])[] = [
  ['today', '2026-11-20', 'Today is 2026-11-20.'],
  ['currency', 'EUR', 'All amounts are in euros, given in cents.'],
  [
    'refundWindowDays',
    '30',
    'Faulty items and late deliveries are refunded up to 30 days after delivery. After that there is no refund; explain it.',
  ],
  [
    'returnWindowDays',
    '14',
    'Unwanted items may be sent back within 14 days of delivery; the warehouse refunds them when they arrive, not you. Explain it.',
  ],
  [
    'lateAfterDays',
    '3',
    'A delivery is late when it misses the promised date by more than 3 days, delivered or not. Up to 3 days there is no refund; explain it.',
  ],
  [
    'latePercent',
    '20',
    'For a late delivery 20 % of the order total (items and shipping) is refunded, unless an item or the whole order is refunded anyway.',
  ],
  [
    'managerAboveCents',
    '20000',
    'Refunds of more than 200.00 EUR for one order are for a manager. Refund nothing of it, escalate.',
  ],
  ['lost', null, 'An order that the carrier has reported lost is refunded completely, shipping included.'],
  [
    'faulty',
    null,
    'Items reported damaged, wrong or missing (`reported` on the order line) are refunded at their price for the quantity reported.',
  ],
  ['double', null, 'An order that was charged twice has one charge refunded, at any time.'],
  ['contradiction', null, 'A claim that our records do not confirm is not refunded: escalate it for review.'],
  ['again', null, 'What was refunded before is not refunded again; say when it was refunded. That needs no manager.'],
  [
    'waiting',
    null,
    'An order still on its way and not late is not refunded; say when it is due. That needs no manager.',
  ],
  [
    'finalSale',
    null,
    'Final sale items cannot be sent back; explain it. A fault of a final sale item is for a manager, never refunded by you.',
  ],
  ['review', null, 'Accounts under review get no refund from you: escalate.'],
  ['others', null, 'Orders of other customers are neither discussed nor refunded: escalate.'],
  ['exchange', null, 'Exchanges, replacements, cancellations and address changes are for a manager: escalate.'],
  ['danger', null, 'Anything about injury or danger goes to a manager, whatever else is done.'],
  ['unclear', null, 'When you cannot tell what is wrong or which order is meant, ask the customer and escalate.'],
];
