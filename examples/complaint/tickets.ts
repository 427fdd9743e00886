/**
 * A ticket: one complaint and whose it is. Whose it is was decided by code before Claude saw a word, every tool that reads
 * or pays goes by it, and the toolbox keeps the agent to its own ticket: no text can talk it into another customer's orders.
 */
import { ToolError } from 'dynamic-workflows/activities';
import { database, type Queryable } from './database';

/** One complaint as filed. */
export interface Ticket {
  id: string;
  /** Null when nobody could be recognised. */
  customerId: string | null;
  complaint: string;
}

/** What arrives: `customerId` when the customer was logged in. */
export interface NewTicket {
  ticketId: string;
  complaint: string;
  customerId?: string;
}

const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const ORDER_NUMBER = /(?:\bord[-\s]?|#\s?|\b(?:order|pedido|bestellung|commande)\D{0,12})(\d{4})\b/gi;

/** Files a ticket, or reads it if it was filed before: the id makes two calls the same. */
export async function fileTicket({ ticketId, complaint, customerId }: NewTicket): Promise<Ticket> {
  const recognised = await recogniseCustomer(complaint, customerId);
  await database().query(
    'INSERT INTO tickets (id, customer_id, complaint) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING',
    [ticketId, recognised, complaint],
  );
  return requireTicket(database(), ticketId);
}

/** The ticket, which must exist. With `lock`, whoever else wants it so waits until this transaction ends. */
export async function requireTicket(db: Queryable, ticketId: string, lock?: 'lock'): Promise<Ticket> {
  const { rows } = await db.query<Ticket>(
    `SELECT id, customer_id AS "customerId", complaint FROM tickets WHERE id = $1 ${lock ? 'FOR UPDATE' : ''}`,
    [ticketId],
  );
  const ticket = rows[0];
  if (!ticket) throw new ToolError(`There is no ticket \`${ticketId}\`. Use the ticket id from the task.`);
  return ticket;
}

/** The id of the ticket's customer; refuses when nobody was recognised. */
export async function requireCustomer(db: Queryable, ticketId: string, lock?: 'lock'): Promise<string> {
  const { customerId } = await requireTicket(db, ticketId, lock);
  if (!customerId) throw new ToolError('The customer of this ticket is unknown. Answer politely and escalate.');
  return customerId;
}

/**
 * A logged-in customer is who they are; else an email address decides, else order numbers if they all belong to one
 * customer. Two candidates are none.
 */
async function recogniseCustomer(complaint: string, loggedIn: string | undefined): Promise<string | null> {
  if (loggedIn !== undefined) return only('SELECT id FROM customers WHERE id = ANY ($1)', [loggedIn]);
  const emails = [...complaint.matchAll(EMAIL)].map(([email]) => email.toLowerCase());
  if (emails.length > 0) return only('SELECT id FROM customers WHERE email = ANY ($1)', emails);
  const orders = [...complaint.matchAll(ORDER_NUMBER)].map(([, number]) => `ORD-${number}`);
  return only('SELECT DISTINCT customer_id AS id FROM orders WHERE id = ANY ($1)', orders);
}

async function only(sql: string, candidates: string[]): Promise<string | null> {
  const { rows } = await database().query<{ id: string }>(sql, [candidates]);
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}
