/** How long does it take to replay what was recorded, as a worker does that takes over a run, or a test before a deploy? */
import { DefaultLogger, Runtime, Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { connect } from '../src/client';
import { startTemporalServer } from '../src/testing';
import type { Answer, Extent, Row } from './answer';
import { bundleOfBare, bundleOfOurs } from './bundles';
import { startBare, startOurs } from './contestants';
import { startModel } from './model/model';
import { measured } from './statistics';
import { openWorld } from './world';

const HISTORIES = 200;
const STEPS = 20;
const BYTES = 5_000;
const SAMPLES = 5;

/** Records one run each, and replays many copies of it. */
export async function replay({ isQuick, report }: Extent): Promise<Answer> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const [server, world, model] = await Promise.all([startTemporalServer({ ui: false }), openWorld(), startModel()]);
  const place = { address: server.address, modelUrl: model.url, worldUrl: world.url };
  const client = await connect({ address: server.address });
  const [copies, samples] = isQuick ? [2, 1] : [HISTORIES, SAMPLES];
  const rows: Row[] = [];
  try {
    for (const start of [startOurs, startBare]) {
      const contestant = await start(place);
      const job = { run: `recorded-${contestant.name}`, steps: isQuick ? 2 : STEPS, bytes: BYTES };
      await contestant.run(client.temporal, job);
      await contestant.stop();
      const history = await client.temporal.workflow.getHandle(job.run).fetchHistory();
      const codePath = await (contestant.name === 'ours' ? bundleOfOurs(false) : bundleOfBare());
      report(`replay: ${copies} histories of ${contestant.name}, ${samples} times`);
      const times: number[] = [];
      for (let sample = 0; sample <= samples; sample++) {
        times.push(
          await replayAll({ workflowBundle: { codePath } }, Array(copies).fill({ workflowId: job.run, history })),
        );
      }
      const events = history.events?.length ?? 0;
      rows.push({
        name: contestant.name,
        cells: { events, ms: measured(times.slice(1).map((time) => time / copies)) },
      });
    }
  } finally {
    await client.close();
    await Promise.all([server.stop(), world.close(), model.close()]);
  }
  return answerOf(rows, copies);
}

type Recorded = Parameters<typeof Worker.runReplayHistories>[1];

async function replayAll(options: ReplayWorkerOptions, histories: Recorded): Promise<number> {
  const startedAt = performance.now();
  for await (const { error } of Worker.runReplayHistories(options, histories)) if (error) throw error;
  return performance.now() - startedAt;
}

function answerOf(rows: readonly Row[], copies: number): Answer {
  return {
    name: 'replay',
    title: 'Replay',
    columns: [
      { key: 'events', title: 'events of a history' },
      { key: 'ms', title: 'ms a history', digits: 1 },
    ],
    rows,
    notes: [`${copies} histories of ${STEPS} turns with outputs of 5 KB, one after the other, without a server.`],
    charts: [],
  };
}
