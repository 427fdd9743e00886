import { escalateToManager } from '../../examples/complaint/correspondence';
import { connections, database } from '../../examples/complaint/database';
import { oncePerKey } from '../../src/activities';
import { issueRefund, refundKey, type RefundRequest } from '../../examples/complaint/refunds';
import { recordResolution } from '../../examples/complaint/resolutions';
import { fileTicket } from '../../examples/complaint/tickets';
import { openTestShop, type TestShop } from '../examples/complaint/shop';

const GLASSES: RefundRequest = { ticketId: 'T-1', orderId: 'ORD-1045', item: 'line-1', amountCents: 2_500 };

describe('refunds in a real database', () => {
  let shop: TestShop;
  beforeAll(async () => (shop = await openTestShop('refunds')), 60_000);
  beforeEach(async () => {
    await shop.reopen();
    for (const ticketId of ['T-1', 'T-2']) await fileTicket({ ticketId, complaint: 'Broken.', customerId: 'C-1003' });
  });
  afterAll(() => shop.close());

  async function refunded(orderId: string): Promise<number[]> {
    const { rows } = await database().query<{ cents: number }>(
      `SELECT cents FROM payments WHERE order_id = $1 AND kind = 'refund'`,
      [orderId],
    );
    return rows.map(({ cents }) => cents);
  }

  it('are paid once for a key, and the second attempt is told the result of the first', async () => {
    const first = await issueRefund(GLASSES, 'key');
    expect(await issueRefund(GLASSES, 'key')).toEqual(first);
    expect(await refunded('ORD-1045')).toEqual([2_500]);
  });

  it('are paid once when attempts run at the same time', async () => {
    const attempts = Array.from({ length: 5 }, () => issueRefund(GLASSES, 'key'));
    const ids = (await Promise.all(attempts)).map(({ refundId }) => refundId);
    expect(new Set(ids).size).toBe(1);
    expect(await refunded('ORD-1045')).toEqual([2_500]);
  });

  it('are the same for the same part of the same order, whatever the amount or the ticket', () => {
    expect(refundKey({ ...GLASSES, amountCents: 1, ticketId: 'T-2' })).toBe(refundKey(GLASSES));
    expect(refundKey({ ...GLASSES, item: 'line-2' })).not.toBe(refundKey(GLASSES));
  });

  it('are prevented from happening twice by the key alone: no constraint forbids a second row', async () => {
    const insert = `INSERT INTO payments (order_id, kind, item, cents, paid_on, ticket_id)
      VALUES ('ORD-1045', 'refund', 'line-1', 2500, '2026-11-20', 'T-1')`;
    await database().query(insert);
    await database().query(insert);
    expect(await refunded('ORD-1045')).toHaveLength(2);
  });

  it('leave neither key nor payment behind when the transaction dies between them', async () => {
    const effect = oncePerKey(connections(), 'key', async (tx) => {
      await tx.query(
        `INSERT INTO payments (order_id, kind, item, cents, paid_on) VALUES ('ORD-1045', 'refund', 'x', 1, now())`,
      );
      throw new Error('killed');
    });
    await expect(effect).rejects.toThrow('killed');
    expect(await refunded('ORD-1045')).toEqual([]);
    await issueRefund(GLASSES, 'key');
    expect(await refunded('ORD-1045')).toEqual([2_500]);
  });

  it("of another ticket are not told as this one's", async () => {
    await issueRefund(GLASSES, 'key');
    await expect(issueRefund({ ...GLASSES, ticketId: 'T-2' }, 'key')).rejects.toThrow('on another ticket');
    await expect(issueRefund({ ...GLASSES, ticketId: 'T-2' }, 'other key')).rejects.toThrow('already');
  });

  it.each([
    [
      'an order of another customer',
      { orderId: 'ORD-1043', item: 'order', amountCents: 9_500 },
      'not an order of this',
    ],
    ['an order that does not exist', { orderId: 'ORD-9', item: 'order', amountCents: 1 }, 'not an order of this'],
    ['more than is due', { amountCents: 2_501 }, '2500 is due'],
    ['an unreported item', { item: 'line-2' }, 'escalate for review'],
    ['a ticket that does not exist', { ticketId: 'T-9' }, 'no ticket'],
  ])('are refused for %s, and leave no key behind', async (_, change, message) => {
    await expect(issueRefund({ ...GLASSES, ...change }, 'key')).rejects.toThrow(message);
    const { rows } = await database().query('SELECT FROM tool_effects');
    expect(rows).toEqual([]);
  });

  it('are refused to an account under review', async () => {
    await fileTicket({ ticketId: 'T-3', complaint: 'Broken.', customerId: 'C-1011' });
    const bowl = { ticketId: 'T-3', orderId: 'ORD-1061', item: 'line-1', amountCents: 2_600 };
    await expect(issueRefund(bowl, 'key')).rejects.toThrow('under review');
  });

  it('and escalations are recorded as they happened, not as the agent reports them', async () => {
    await issueRefund(GLASSES, 'key');
    const closing = { label: 'ordinary', resolvedBy: 'claude' as const, reason: 'Done.', reply: 'Hello.' };
    const honest = await recordResolution({
      ...closing,
      ticketId: 'T-1',
      claimed: { refundedCents: 2_500, escalated: false },
    });
    expect(honest).toMatchObject({ refundedCents: 2_500, escalated: false });
    const boastful = await recordResolution({
      ...closing,
      ticketId: 'T-2',
      claimed: { refundedCents: 900, escalated: false },
    });
    expect(boastful).toMatchObject({ refundedCents: 0, escalated: true });
  });

  it('and resolutions are recorded once: the first stands', async () => {
    await escalateToManager({ ticketId: 'T-1', reason: 'Unclear.' }, 'key');
    const closing = { ticketId: 'T-1', label: 'ordinary', resolvedBy: 'code' as const, reply: '' };
    const first = await recordResolution({ ...closing, reason: 'First.' });
    expect(first).toMatchObject({ escalated: true, reason: 'First.' });
    expect(await recordResolution({ ...closing, reason: 'Second.' })).toEqual(first);
  });
});
