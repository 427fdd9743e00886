/** Sends one complaint to the desk and follows what becomes of it: `node lib/examples/complaint/start.js FILE`. */
import { readFile } from 'node:fs/promises';
import { connect } from 'dynamic-workflows/client';
import { readComplaintFile } from './complaint-file';
import type { complaint } from './workflow';

async function main(file: string, ticketId: string): Promise<void> {
  const input = { ticketId, ...readComplaintFile(await readFile(file, 'utf8')) };
  const client = await connect();
  const run = await client.start<typeof complaint>('complaint', {
    id: `complaint:${ticketId}`,
    taskQueue: 'complaints',
    input,
  });
  for await (const step of run.follow()) console.log(step.decidedBy, step.name, step.summary, step.costNanoUsd);
  console.log(await run.result());
  await client.close();
}

void main(process.argv[2] ?? 'examples/complaint/inputs/late-delivery.txt', process.argv[3] ?? `T-${Date.now()}`);
