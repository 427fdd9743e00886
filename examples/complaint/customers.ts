/** What the shop knows about a customer beside the orders. */
import { ToolError } from 'dynamic-workflows/activities';
import { database, type Queryable } from './database';
import { requireCustomer } from './tickets';

/** A customer's account. */
export interface Customer {
  id: string;
  name: string;
  email: string;
  since: string;
  /** A manager decides every refund of such an account. */
  underReview: boolean;
  orders: number;
  /** Money paid back so far, all orders together. */
  refundedCents: number;
}

/** The account of the ticket's customer; refuses when the ticket's customer is unknown. */
export async function lookUpCustomer({ ticketId }: { ticketId: string }): Promise<Customer> {
  return readCustomer(database(), await requireCustomer(database(), ticketId));
}

/** One account by its id. */
export async function readCustomer(db: Queryable, customerId: string): Promise<Customer> {
  const { rows } = await db.query<Customer>(
    `SELECT id, name, email, since::text AS since, under_review AS "underReview",
       (SELECT count(*)::integer FROM orders WHERE customer_id = customers.id) AS orders,
       (SELECT coalesce(sum(cents), 0)::integer FROM payments JOIN orders ON orders.id = order_id
        WHERE customer_id = customers.id AND kind = 'refund') AS "refundedCents"
     FROM customers WHERE id = $1`,
    [customerId],
  );
  const customer = rows[0];
  if (!customer) throw new ToolError(`There is no customer \`${customerId}\`.`);
  return customer;
}
