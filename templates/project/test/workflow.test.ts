/** The whole program on a real Temporal server; Claude is a local simulator that follows a script. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect, type Client } from 'dynamic-workflows/client';
import { say, startSimulator, startTemporalServer, use } from 'dynamic-workflows/testing';
import type { Simulator, TemporalServer } from 'dynamic-workflows/testing';
import { createWorker } from 'dynamic-workflows/worker';
import { workerOptions } from '../src/worker.js';
import type { answerQuestion } from '../src/workflow.js';

let server: TemporalServer;
let simulator: Simulator;
let client: Client;
let stop: () => Promise<void>;

before(async () => {
  server = await startTemporalServer({ ui: false, report: console.error });
  simulator = await startSimulator({ script: [] });
  client = await connect({ address: server.address });
  const worker = await createWorker({
    ...workerOptions,
    address: server.address,
    apiKey: 'any',
    baseURL: simulator.url,
  });
  const running = worker.run();
  stop = async () => {
    worker.shutdown();
    await running;
  };
});

after(async () => {
  await stop?.();
  await client?.close();
  await simulator?.close();
  await server?.stop();
});

test('an order is looked up before the answer', async () => {
  simulator.setScript([use('findOrder', { orderId: '1042' }), say('{"reply":"Yes, it was shipped."}')]);
  const run = await client.start<typeof answerQuestion>('answerQuestion', {
    id: 'answerQuestion:1',
    taskQueue: workerOptions.taskQueue,
    input: { question: 'Was order 1042 shipped?' },
  });
  assert.deepEqual(await run.result(), { reply: 'Yes, it was shipped.' });
  simulator.verifyUsed();
  const { totals } = await client.ledger(run.id);
  assert.equal(totals.toolCalls, 1);
});
