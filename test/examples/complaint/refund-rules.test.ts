import type { Order } from '../../../examples/complaint/orders';
import type { Policy } from '../../../examples/complaint/policy';
import { ruleOnRefund } from '../../../examples/complaint/refund-rules';

const POLICY: Policy = {
  today: '2026-11-20',
  currency: 'EUR',
  refundWindowDays: 30,
  returnWindowDays: 14,
  lateAfterDays: 3,
  latePercent: 20,
  managerAboveCents: 20_000,
  rules: [],
};

const LINE = {
  line: 1,
  item: 'Mug',
  quantity: 4,
  unitCents: 1_000,
  finalSale: false,
  reported: null,
  reportedQuantity: null,
};

function order(more: Partial<Order> = {}): Order {
  return {
    id: 'ORD-1',
    status: 'delivered',
    placedOn: '2026-11-01',
    promisedOn: '2026-11-10',
    deliveredOn: '2026-11-10',
    signedBy: null,
    shippingCents: 500,
    totalCents: 4_500,
    chargesCents: [4_500],
    lines: [LINE],
    refunds: [],
    ...more,
  };
}

const rule = (item: string, more: Partial<Order> = {}): object => ruleOnRefund(order(more), item, POLICY);
const refusal = (words: string): object => ({ refused: expect.stringContaining(words) as string });

describe('what may be refunded', () => {
  const damaged = { ...LINE, reported: 'damaged' as const, reportedQuantity: 3 };

  it('is the price of as many items as were reported', () => {
    expect(rule('line-1', { lines: [damaged] })).toEqual({ dueCents: 3_000 });
  });

  it('is nothing for an item about which nothing was reported', () => {
    expect(rule('line-1')).toEqual(refusal('escalate for review'));
  });

  it('is nothing for a line that the order does not have', () => {
    expect(rule('line-9')).toEqual(refusal('no `line-9`'));
  });

  it('is nothing for a final sale item, however broken', () => {
    expect(rule('line-1', { lines: [{ ...damaged, finalSale: true }] })).toEqual(refusal('final sale'));
  });

  it.each([
    ['2026-10-21', { dueCents: 3_000 }],
    ['2026-10-20', refusal('outside the refund window')],
  ])('of a fault delivered on %s depends on the last day of the window', (deliveredOn, expected) => {
    expect(rule('line-1', { lines: [damaged], deliveredOn })).toEqual(expected);
  });

  it.each([
    ['2026-11-13', refusal('not more than 3 days')],
    ['2026-11-14', { dueCents: 900 }],
  ])('for an order that came on %s depends on the last day of the grace', (deliveredOn, expected) => {
    expect(rule('late', { deliveredOn })).toEqual(expected);
  });

  it('counts an order that is still on its way as late from today', () => {
    expect(rule('late', { deliveredOn: null, status: 'in_transit' })).toEqual({ dueCents: 900 });
    expect(rule('late', { deliveredOn: null, status: 'in_transit', promisedOn: '2026-11-17' })).toEqual(
      refusal('not more than 3 days'),
    );
  });

  it('is nothing for lateness where something else was refunded', () => {
    const refunds = [{ item: 'line-1', cents: 1_000, paidOn: '2026-11-15' }];
    expect(rule('late', { deliveredOn: '2026-11-15', refunds })).toEqual(refusal('nothing is due for lateness'));
  });

  it('is the whole order, shipping included, if it is lost and only then', () => {
    expect(rule('order', { status: 'lost', deliveredOn: null })).toEqual({ dueCents: 4_500 });
    expect(rule('order')).toEqual(refusal('only a lost order'));
  });

  it('is one charge of two, and none of one', () => {
    expect(rule('duplicate', { chargesCents: [4_500, 4_500] })).toEqual({ dueCents: 4_500 });
    expect(rule('duplicate')).toEqual(refusal('charged once'));
  });

  it('is nothing a second time for the same thing', () => {
    const refunds = [{ item: 'line-1', cents: 3_000, paidOn: '2026-11-15' }];
    expect(rule('line-1', { lines: [damaged], refunds })).toEqual(refusal('refunded on 2026-11-15'));
  });

  it('is never more than was paid, under whatever name it is asked for', () => {
    const refunds = [{ item: 'line-1', cents: 3_000, paidOn: '2026-11-15' }];
    expect(rule('order', { status: 'lost', refunds })).toEqual(refusal('already fully refunded'));
  });

  it('is up to the limit for one order, earlier refunds included', () => {
    const dear = { ...LINE, unitCents: 20_000, quantity: 1, reported: 'damaged' as const, reportedQuantity: 1 };
    const lines = [dear, { ...damaged, line: 2 }];
    const paid = { lines, totalCents: 24_500, chargesCents: [24_500] };
    expect(rule('line-1', paid)).toEqual({ dueCents: 20_000 });
    const refunds = [{ item: 'line-2', cents: 3_000, paidOn: '2026-11-15' }];
    expect(rule('line-1', { ...paid, refunds })).toEqual(refusal('for a manager'));
  });
});
