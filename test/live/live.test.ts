import { NativeConnection, Worker } from '@temporalio/worker';
import { connect } from '../../src/client';
import { usd, type Outcome } from '../../src/workflows';
import { startTemporalServer } from '../../src/testing';
import { claude } from '../../src/worker';
import * as tools from '../server/fixtures/lab-tools';

test('the real Claude calls a tool and answers within a budget of five cents', async () => {
  if (process.env['RUN_LIVE'] !== '1') throw new Error('This test spends money: run it with `npm run test:live`.');
  const server = await startTemporalServer({ ui: false });
  const connection = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({
    ...{
      connection,
      taskQueue: 'live',
      workflowsPath: require.resolve('./live-workflows'),
      plugins: [claude({ tools })],
    },
  });
  const client = await connect({ address: server.address });
  try {
    await worker.runUntil(async () => {
      const run = await client.start<() => Promise<Outcome<{ said: string }>>>('liveRun', {
        id: 'live:1',
        taskQueue: 'live',
        input: undefined,
      });
      const outcome = await run.result();
      const { totals } = await client.ledger('live:1');
      console.log(`live: ${outcome.kind}, ${totals.turns} turns, ${totals.costNanoUsd / 1e9} USD`);
      expect(outcome).toMatchObject({ kind: 'answer', output: { said: expect.stringContaining('harbour') as string } });
      expect(totals.toolCalls).toBeGreaterThan(0);
      expect(totals.costNanoUsd + totals.unaccountedNanoUsd).toBeLessThanOrEqual(usd(0.05));
    });
  } finally {
    await client.close();
    await connection.close();
    await server.stop();
  }
}, 180_000);
