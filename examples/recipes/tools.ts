/** What the technician may do. */
import { defineTool } from 'dynamic-workflows/activities';
import { z } from 'zod';

const service = z.object({ service: z.enum(['web', 'queue', 'database']) });

/** How a service does. */
export const readStatus = defineTool({
  name: 'readStatus',
  description: 'Status of one service: whether it answers, and its last log line.',
  effect: 'read',
  trust: 'untrusted',
  input: service,
  run: async ({ service: name }) =>
    name === 'queue' ? { answers: false, lastLine: 'waiting for a lock' } : { answers: true, lastLine: 'ready' },
});

/** Restarts a service; the key makes attempts of one call the same restart. */
export const restart = defineTool({
  name: 'restart',
  description: 'Restarts one service that is stuck.',
  effect: 'idempotent',
  key: 'call',
  input: service,
  run: async ({ service: name }, { idempotencyKey }) => `${name} restarted (${idempotencyKey.slice(0, 8)})`,
});
