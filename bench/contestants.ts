/** Contestants that run on a Temporal server: a worker process, a workflow by name, and what a run left in history. */
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { startWorkerProcess, superviseProcess } from '../src/testing';
import { BUNDLE_ENV, READY } from './bare/worker-main';
import { bundleOfBare, bundleOfOurs } from './bundles';
import type { Job } from './job';
import { COMPRESS_ENV } from './ours/worker';

/** Where a contestant works. */
export interface Place {
  readonly address: string;
  readonly modelUrl: string;
  readonly worldUrl: string;
}

/** A contestant that is ready to work. */
export interface Contestant {
  readonly name: string;
  /** The worker's. */
  readonly pid: number;
  /** Does a job from beginning to end. */
  run(client: Client, job: Job): Promise<void>;
  stop(): Promise<void>;
}

/** Ours, in a process of its own. */
export async function startOurs(place: Place, { compress = false } = {}): Promise<Contestant> {
  const worker = await startWorkerProcess({
    module: join(__dirname, 'ours', 'worker.js'),
    address: place.address,
    overrides: { workflowBundle: { codePath: await bundleOfOurs(compress) } },
    env: { ...environment(place), ...(compress && { [COMPRESS_ENV]: 'yes' }) },
  });
  return { name: 'ours', pid: worker.pid, run: runnerOf('ours'), stop: () => worker.kill() };
}

/** The bare loop, likewise. */
export async function startBare(place: Place): Promise<Contestant> {
  let becomeReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => (becomeReady = resolve));
  const worker = superviseProcess({
    command: process.execPath,
    args: [join(__dirname, 'bare', 'worker-main.js')],
    env: { ...process.env, ...environment(place), [BUNDLE_ENV]: await bundleOfBare() },
    onLine: (line) => line === READY && becomeReady(),
  });
  const end = await Promise.race([ready, worker.exited]);
  if (end) throw new Error(`The bare worker ended early. Its last words:\n${worker.outputTail()}`);
  return { name: 'bare', pid: worker.pid, run: runnerOf('bare'), stop: async () => void (await worker.stop()) };
}

function environment({ address, modelUrl, worldUrl }: Place): Record<string, string> {
  return {
    ...{ TEMPORAL_ADDRESS: address, ANTHROPIC_BASE_URL: modelUrl, ANTHROPIC_API_KEY: 'bench' },
    WORLD_URL: worldUrl,
  };
}

function runnerOf(name: string): Contestant['run'] {
  return async (client, job) => {
    const how: unknown = await client.workflow.execute(name, { workflowId: job.run, taskQueue: name, args: [job] });
    if (how !== 'answer') throw new Error(`\`${job.run}\` of ${name} ended with \`${String(how)}\`.`);
  };
}
