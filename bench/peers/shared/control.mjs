/**
 * What every peer's process offers to the one that measures it: start a run, find one again after a restart, say how much
 * a run has left in storage. Over HTTP on the loopback interface; each peer says how in a few functions.
 */
import { createServer } from 'node:http';

/** `start` and `resume` resolve when the run has ended, with the word how; `bytes` is what the run left in storage. */
export async function control({ start, resume, bytes }) {
  const routes = { '/start': start, '/resume': resume, '/bytes': bytes };
  const server = createServer(async (request, response) => {
    try {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const answer = await routes[request.url](JSON.parse(Buffer.concat(chunks).toString()));
      response.end(JSON.stringify({ answer }));
    } catch (error) {
      response.end(JSON.stringify({ error: causesOf(error) }));
    }
  });
  server.requestTimeout = 0;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  console.log(`peer ready ${server.address().port}`);
}

/** The tool: one HTTP request to the world, with a key where the system has one to offer. */
export async function lookUp(call, key) {
  const response = await fetch(process.env.WORLD_URL, {
    method: 'POST',
    headers: key ? { 'idempotency-key': key } : {},
    body: JSON.stringify(call),
  });
  return response.text();
}

/** What Claude is told about the tool. */
export const TOOL = {
  name: 'lookUp',
  description: 'The orders of one day.',
  input_schema: {
    type: 'object',
    properties: { run: { type: 'string' }, step: { type: 'integer' }, bytes: { type: 'integer' } },
    required: ['run', 'step', 'bytes'],
  },
};

/** Model and system prompt, the same for all. */
export const MODEL = 'claude-opus-5-5';
export const SYSTEM = 'You look up orders.';

function causesOf(error) {
  return error ? [error.message ?? String(error), causesOf(error.cause)].filter(Boolean).join(': ') : '';
}
