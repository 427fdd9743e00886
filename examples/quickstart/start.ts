/** Hands one note to the shop and waits: `node lib/examples/quickstart/start.js "We are out of coffee."` */
import { connect } from 'dynamic-workflows/client';
import type { restock } from './workflow';

async function main(note: string): Promise<void> {
  const client = await connect();
  const run = await client.start<typeof restock>('restock', {
    id: `restock:${Date.now()}`,
    taskQueue: 'shop',
    input: { note },
  });
  console.log(run.id, await run.result());
  await client.close();
}

void main(process.argv[2] ?? 'We are out of coffee.');
