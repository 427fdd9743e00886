/**
 * What the tools return, as far as the simulated agent uses it: read through schemas of its own, because Claude knows a
 * tool by its answers and not by its code.
 */
import { z } from 'zod';

const line = z.object({
  line: z.int(),
  item: z.string(),
  quantity: z.int(),
  unitCents: z.int(),
  finalSale: z.boolean(),
  reported: z.string().nullable(),
  reportedQuantity: z.int().nullable(),
});

const order = z.object({
  id: z.string(),
  status: z.string(),
  placedOn: z.string(),
  promisedOn: z.string(),
  deliveredOn: z.string().nullable(),
  signedBy: z.string().nullable(),
  totalCents: z.int(),
  chargesCents: z.array(z.int()),
  lines: z.array(line),
  refunds: z.array(z.object({ item: z.string(), cents: z.int(), paidOn: z.string() })),
});

/** Result of `findOrders`. */
export const ordersResult = z.array(order);

/** Result of `lookUpCustomer`. */
export const customerResult = z.object({ name: z.string(), underReview: z.boolean() });

/** Result of `readPolicy`. */
export const policyResult = z.object({
  today: z.string(),
  currency: z.string(),
  refundWindowDays: z.int(),
  returnWindowDays: z.int(),
  lateAfterDays: z.int(),
  latePercent: z.int(),
  managerAboveCents: z.int(),
});

/** One order line as the agent sees it. */
export type Line = z.output<typeof line>;

/** One order as the agent sees it. */
export type Order = z.output<typeof order>;

/** The customer as the agent sees it. */
export type Customer = z.output<typeof customerResult>;

/** The policy's numbers as the agent sees them. */
export type Policy = z.output<typeof policyResult>;
