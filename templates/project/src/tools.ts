/** What Claude may do here. Workflow code sees only the types of this file. */
import { defineTool, ToolError } from 'dynamic-workflows/activities';
import { z } from 'zod';

const ORDERS = new Map([['1042', { item: 'teapot', shipped: true }]]);

/** Looks an order up. */
export const findOrder = defineTool({
  name: 'findOrder',
  description: 'One order by its number: what it holds, and whether it was shipped.',
  effect: 'read', // may run again at any time
  input: z.object({ orderId: z.string() }),
  run: async ({ orderId }) => {
    const order = ORDERS.get(orderId);
    if (!order) throw new ToolError(`There is no order ${orderId}. Ask for the number.`); // Claude reads this
    return order;
  },
});

/** Writes a note for a person. */
export const leaveNote = defineTool({
  name: 'leaveNote',
  description: 'Leaves a note for the person on duty.',
  effect: 'idempotent',
  key: 'call', // every attempt of one call gets the same idempotencyKey: store it with the effect
  input: z.object({ text: z.string().max(500) }),
  run: async ({ text }, { idempotencyKey, log }) => {
    log.info('a note', { idempotencyKey, characters: text.length });
    return 'noted';
  },
});
