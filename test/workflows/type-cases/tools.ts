/** Tools that the type cases are about. */
import { z } from 'zod';
import { content, defineTool } from '../../../src/activities';

interface Row {
  readonly id: string;
  readonly when: string;
}

export const findOrders = defineTool({
  name: 'findOrders',
  description: 'Finds orders.',
  effect: 'read',
  input: z.object({ email: z.string(), limit: z.int().default(5) }),
  run: async ({ limit }): Promise<Row[]> => [{ id: limit.toFixed(), when: 'now' }],
});

export const issueRefund = defineTool({
  name: 'issueRefund',
  description: 'Refunds.',
  effect: 'idempotent',
  key: ({ orderId }) => orderId,
  input: z.object({ orderId: z.string(), amountCents: z.int() }),
  run: async ({ amountCents }, { idempotencyKey }) => ({ amountCents, idempotencyKey }),
});

export const showPhoto = defineTool({
  name: 'showPhoto',
  description: 'Shows a photo.',
  effect: 'read',
  input: z.object({}),
  run: async () => content([{ type: 'text', text: 'x' }]),
});

/** No tool: a toolbox must not offer it. */
export const LIMIT = 5;
