import { readFile } from 'node:fs/promises';
import { attach } from 'dynamic-workflows/artifacts';
import { connect, type Client } from 'dynamic-workflows/client';
import { store } from './store';
import type { readReceipt } from './workflow';

/** Takes the photo in, and starts a run with what stands for it. */
export async function start(client: Client, file: string, id: string) {
  const photo = await attach(await readFile(file), { store });
  return client.start<typeof readReceipt>('readReceipt', {
    id: `receipt:${id}`,
    taskQueue: 'receipts',
    input: { photo },
  });
}

async function main([file = '', id = '']: readonly string[]): Promise<void> {
  const client = await connect();
  const run = await start(client, file, id);
  console.log(await run.result());
  await client.close();
}

if (require.main === module) void main(process.argv.slice(2));
