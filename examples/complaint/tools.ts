/**
 * What Claude may do: look things up, pay money back, ask a manager, draft a reply. Each tool names its ticket, and the
 * ticket names the customer; what a tool does stands in the file it calls.
 */
import { defineTool, type ToolContext } from 'dynamic-workflows/activities';
import { z } from 'zod';
import { recordAttempt } from './attempts';
import * as correspondence from './correspondence';
import * as customers from './customers';
import * as orders from './orders';
import * as policy from './policy';
import * as refunds from './refunds';

const ticketId = z.string().min(1).describe('The ticket id from the task, such as `T-17`.');

/** The account of the ticket's customer. */
export const lookUpCustomer = defineTool({
  name: 'lookUpCustomer',
  description: "Account of the ticket's customer: since when, how many orders, refunds so far, whether under review.",
  effect: 'read',
  trust: 'untrusted', // customers choose their own names
  sensitive: true,
  input: z.object({ ticketId }),
  run: async (args, ctx) => {
    await reached('lookUpCustomer', args, ctx);
    return customers.lookUpCustomer(args);
  },
});

/** All orders of the ticket's customer. */
export const findOrders = defineTool({
  name: 'findOrders',
  description:
    "All orders of the ticket's customer, newest first: state, dates, lines with what was reported about them, charges and earlier refunds. Nobody else's orders can be seen.",
  effect: 'read',
  sensitive: true,
  input: z.object({ ticketId }),
  run: async (args, ctx) => {
    await reached('findOrders', args, ctx);
    return orders.findOrders(args);
  },
});

/** The shop's rules. */
export const readPolicy = defineTool({
  name: 'readPolicy',
  description: "The shop's rules for refunds, in numbers and in words, and today's date. Read it before you decide.",
  effect: 'read',
  input: z.object({}),
  run: async (args, ctx) => {
    await reached('readPolicy', args, ctx);
    return policy.readPolicy();
  },
});

/** Pays money back. */
export const issueRefund = defineTool({
  name: 'issueRefund',
  description:
    'Pays money back for one part of an order, once. Refuses what records or policy do not allow, and says why; do not try again with other arguments, escalate or explain.',
  effect: 'idempotent',
  key: refunds.refundKey,
  input: z.object({
    ticketId,
    orderId: z.string().regex(/^ORD-\d+$/),
    item: z
      .string()
      .regex(/^(order|late|duplicate|line-\d+)$/)
      .describe(
        '`line-2` for a line of the order, `order` for a lost order, `late` for lateness, `duplicate` for a second charge.',
      ),
    amountCents: z.int().positive(),
  }),
  run: async (args, ctx) => {
    await reached('issueRefund', args, ctx);
    return refunds.issueRefund(args, ctx.idempotencyKey);
  },
});

/** Hands the ticket to a manager. */
export const escalateToManager = defineTool({
  name: 'escalateToManager',
  description: 'Puts the ticket before a manager. One escalation a ticket: name everything that is open in the reason.',
  effect: 'idempotent',
  key: (args) => args.ticketId,
  input: z.object({ ticketId, reason: z.string().min(1).max(2_000) }),
  run: async (args, ctx) => {
    await reached('escalateToManager', args, ctx);
    return correspondence.escalateToManager(args, ctx.idempotencyKey);
  },
});

/** Drafts the reply. */
export const draftReply = defineTool({
  name: 'draftReply',
  description: "Stores the reply to the customer, in the customer's language. The last draft is the one that is sent.",
  effect: 'idempotent',
  key: 'call',
  input: z.object({ ticketId, reply: z.string().min(1).max(10_000) }),
  run: async (args, ctx) => {
    await reached('draftReply', args, ctx);
    return correspondence.draftReply(args, ctx.idempotencyKey);
  },
  // A manager takes over where the agent comes to no answer: what it had begun to write goes to nobody. Money stays paid.
  undo: (args, ctx) => correspondence.withdrawDraft(args, ctx.effectKey),
});

/** First line of every `run`: from here on the attempt counts, whatever becomes of it. */
function reached(tool: string, args: object, { attempt }: ToolContext): Promise<void> {
  return recordAttempt(tool, args, attempt);
}
