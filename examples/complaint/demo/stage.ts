/** Everything that the demo needs around it: a Temporal server, Postgres, Claude or its simulator, a bundle. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect, type Client } from 'dynamic-workflows/client';
import {
  startSimulator,
  startTemporalServer,
  startWorkerProcess,
  type Simulator,
  type TemporalServer,
  type WorkerProcess,
  type WorkerProcessOptions,
} from 'dynamic-workflows/testing';
import { bundleWorkflows } from 'dynamic-workflows/worker';
import { closeDatabase } from '../database';
import { startPostgres } from '../postgres';
import { closeShop, openShop } from '../seed';
import { simulatedClaude } from '../simulated-claude';
import { workerOptions } from '../worker';
import type { Screen } from './screen';

/** A set stage. */
export interface Stage {
  readonly server: TemporalServer;
  readonly client: Client;
  /** Absent with the real API. */
  readonly simulator: Simulator | undefined;
  readonly taskQueue: string;
  startWorker(onPlace?: WorkerProcessOptions['onPlace']): Promise<WorkerProcess>;
}

/** What to do in the end, last thing first. */
export type CleanUps = (() => Promise<unknown>)[];

/** How long the simulated Claude takes to answer: long enough to watch, short enough not to wait. */
const SIMULATED_LATENCY_MS = 250;

/** Sets the stage; what was started is in `cleanUps`, also when a later part fails. */
export async function setStage(live: boolean, screen: Screen, cleanUps: CleanUps): Promise<Stage> {
  const report = (line: string): void => screen.wait(line);
  screen.wait('starting the Temporal server, Postgres and the workflow bundle');
  const [server, simulator, bundlePath] = await allOrNothing([
    kept(startTemporalServer({ report }), cleanUps, (started) => started.stop()),
    live
      ? undefined
      : kept(startSimulator({ script: simulatedClaude, latencyMs: SIMULATED_LATENCY_MS }), cleanUps, (started) =>
          started.close(),
        ),
    kept(writeBundle(), cleanUps, (path) => rm(dirname(path), { recursive: true, force: true })),
    openFreshShop(report, cleanUps),
  ]);
  const client = await kept(connect({ address: server.address, namespace: server.namespace }), cleanUps, (started) =>
    started.close(),
  );
  const taskQueue = `complaints-${randomBytes(4).toString('hex')}`;
  return {
    ...{ server, client, simulator, taskQueue },
    async startWorker(onPlace) {
      const started = startWorkerProcess({
        module: require.resolve('../worker'),
        address: server.address,
        namespace: server.namespace,
        overrides: { taskQueue, workflowBundle: { codePath: bundlePath } },
        env: {
          ...process.env,
          ...(simulator && { ANTHROPIC_BASE_URL: simulator.url, ANTHROPIC_API_KEY: 'simulated' }),
        },
        ...(onPlace && { onPlace }),
      });
      return kept(started, cleanUps, (worker) => worker.kill());
    },
  };
}

/** A schema of its own, so that demos on one database don't meet. */
async function openFreshShop(report: (line: string) => void, cleanUps: CleanUps): Promise<void> {
  const postgres = await kept(startPostgres({ report }), cleanUps, (started) => started.stop());
  process.env['DATABASE_URL'] = postgres.url;
  process.env['COMPLAINT_SCHEMA'] = `demo_${randomBytes(6).toString('hex')}`;
  await kept(openShop(), cleanUps, async () => {
    if (postgres.external) await closeShop();
    await closeDatabase();
  });
}

async function writeBundle(): Promise<string> {
  const { code } = await bundleWorkflows(workerOptions.workflowsPath);
  const path = join(await mkdtemp(join(tmpdir(), 'dynamic-workflows-demo-')), 'bundle.js');
  await writeFile(path, code);
  return path;
}

/** From the first moment on: what is interrupted while it starts is cleaned up as soon as it has started. */
function kept<T>(starting: Promise<T>, cleanUps: CleanUps, cleanUp: (started: T) => Promise<unknown>): Promise<T> {
  cleanUps.push(() => starting.then(cleanUp, () => undefined));
  return starting;
}

/** Waits for all, also when one fails: what is still starting could not be cleaned up otherwise. */
async function allOrNothing<T extends readonly unknown[]>(
  starting: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(starting);
  return Promise.all(starting);
}
