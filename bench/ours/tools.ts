/** Our contestant's tool: one HTTP request to the world. */
import { defineTool } from '../../src/activities';
import { z } from 'zod';

const call = z.object({ run: z.string(), step: z.int(), bytes: z.int() });

/** Looks up one day's orders. */
export const lookUp = defineTool({
  name: 'lookUp',
  description: 'The orders of one day.',
  effect: 'idempotent',
  key: 'call',
  input: call,
  run: async (args, { idempotencyKey }) => {
    const headers = { 'idempotency-key': idempotencyKey };
    const response = await fetch(process.env['WORLD_URL'] ?? '', {
      method: 'POST',
      headers,
      body: JSON.stringify(args),
    });
    return response.text();
  },
});
