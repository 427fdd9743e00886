/** What Claude may do in the shop: look at the shelf, and order. Each tool says what happens if it runs twice. */
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineTool } from 'dynamic-workflows/activities';
import { z } from 'zod';

/** How much there is. */
export const readShelf = defineTool({
  name: 'readShelf',
  description: 'Packets of each product on the shelf.',
  effect: 'read', // may run again at any time
  input: z.object({}),
  run: async () => ({ tea: 12, coffee: 0 }),
});

/** Orders more. */
export const placeOrder = defineTool({
  name: 'placeOrder',
  description: 'Orders packets of one product from the wholesaler.',
  effect: 'idempotent',
  key: 'call', // every attempt of this one call gets the same idempotencyKey
  input: z.object({ product: z.enum(['tea', 'coffee']), packets: z.int().min(1).max(50) }),
  run: async (order, { idempotencyKey }) => {
    await writeFile(join(tmpdir(), `order-${idempotencyKey}.json`), JSON.stringify(order)); // same key, same file
    return 'ordered';
  },
});
