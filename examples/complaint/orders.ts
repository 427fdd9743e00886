/** Orders as tools see them: what was bought, where it is, what was paid and what was paid back. */
import { database, type Queryable } from './database';
import { requireCustomer } from './tickets';

/** What the warehouse or the carrier recorded about items of an order line. */
export type Fault = 'damaged' | 'wrong_item' | 'missing';

/** One line of an order. */
export interface OrderLine {
  line: number;
  item: string;
  quantity: number;
  unitCents: number;
  finalSale: boolean;
  reported: Fault | null;
  reportedQuantity: number | null;
}

/** Money that was paid back: `item` is what for, as in `issueRefund`. */
export interface PastRefund {
  item: string;
  cents: number;
  paidOn: string;
}

/** One order; dates are `YYYY-MM-DD`, amounts cents. */
export interface Order {
  id: string;
  status: 'processing' | 'in_transit' | 'delivered' | 'lost';
  placedOn: string;
  promisedOn: string;
  deliveredOn: string | null;
  signedBy: string | null;
  shippingCents: number;
  /** Items and shipping. */
  totalCents: number;
  /** Every charge to the customer: more than one means charged twice. */
  chargesCents: number[];
  lines: OrderLine[];
  refunds: PastRefund[];
}

/** Enough for every customer of this shop, and a bound on what one call puts before Claude. */
const MAX_ORDERS = 50;

const SELECT_ORDERS = `
  SELECT id, status, placed_on::text AS "placedOn", promised_on::text AS "promisedOn",
    delivered_on::text AS "deliveredOn", signed_by AS "signedBy", shipping_cents AS "shippingCents",
    shipping_cents + (SELECT sum(quantity * unit_cents)::integer FROM order_lines WHERE order_id = orders.id) AS "totalCents",
    (SELECT coalesce(json_agg(cents ORDER BY id), '[]') FROM payments
     WHERE order_id = orders.id AND kind = 'charge') AS "chargesCents",
    (SELECT json_agg(json_build_object('line', line, 'item', item, 'quantity', quantity, 'unitCents', unit_cents,
       'finalSale', final_sale, 'reported', reported, 'reportedQuantity', reported_quantity) ORDER BY line)
     FROM order_lines WHERE order_id = orders.id) AS lines,
    (SELECT coalesce(json_agg(json_build_object('item', item, 'cents', cents, 'paidOn', paid_on) ORDER BY id), '[]')
     FROM payments WHERE order_id = orders.id AND kind = 'refund') AS refunds
  FROM orders`;

/** All orders of the ticket's customer, newest first; refuses when the ticket's customer is unknown. */
export async function findOrders({ ticketId }: { ticketId: string }): Promise<Order[]> {
  const customerId = await requireCustomer(database(), ticketId);
  const sql = `${SELECT_ORDERS} WHERE customer_id = $1 ORDER BY placed_on DESC, id DESC LIMIT ${MAX_ORDERS}`;
  const { rows } = await database().query<Order>(sql, [customerId]);
  return rows;
}

/** One order of this customer and nobody else's. */
export async function findOrder(db: Queryable, orderId: string, customerId: string): Promise<Order | undefined> {
  const { rows } = await db.query<Order>(`${SELECT_ORDERS} WHERE id = $1 AND customer_id = $2`, [orderId, customerId]);
  return rows[0];
}
