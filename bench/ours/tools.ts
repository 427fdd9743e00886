/** Our contestant's tool: one HTTP request to the world. */
import { defineTool } from '../../src/activities';
import { z } from 'zod';

const call = z.object({ run: z.string(), step: z.int(), bytes: z.int() });

/** Looks up one day's orders. Where the environment says so it counts as an effect that must never be started twice. */
export const lookUp = defineTool({
  name: 'lookUp',
  description: 'The orders of one day.',
  ...(process.env['BENCH_ONCE']
    ? { effect: 'once' as const, verify: 'cannot' as const }
    : { effect: 'idempotent' as const, key: 'call' as const }),
  input: call,
  run: async (args, { idempotencyKey }) => {
    const headers = { 'idempotency-key': idempotencyKey };
    const body = JSON.stringify(args);
    const response = await fetch(process.env['WORLD_URL'] ?? '', { method: 'POST', headers, body });
    return response.text();
  },
});
