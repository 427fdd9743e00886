/** A laboratory for tests on a real server: Temporal, Claude's simulator, a worker in this process, a client. */
import { join } from 'node:path';
import { connect, type Client, type Run } from '../../src/client';
import {
  startSimulator,
  startTemporalServer,
  startWorkerProcess,
  type Script,
  type SimulatedRequest,
  type Simulator,
  type SimulatorOptions,
  type TemporalServer,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '../../src/testing';
import { claude, type ClaudeOptions } from '../../src/worker';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Outcome } from '../../src/workflows';
import { quietRuntime } from '../quiet-runtime';
import { cachedBundle } from './cached-bundle';
import * as tools from './fixtures/lab-tools';

quietRuntime(); // failing runs are what these tests are about

const BUILT_FIXTURES = join(__dirname, '../../lib/test/server/fixtures');

/** What a laboratory offers. */
export interface Lab {
  readonly server: TemporalServer;
  readonly simulator: Simulator;
  readonly client: Client;
  readonly taskQueue: string;
  /** Starts a workflow of the fixtures with a script of its own. */
  start(workflow: string, input: unknown, script: Script): Promise<Run>;
  /** The same, and waits for its result. */
  run<T = Outcome<string>>(workflow: string, input: unknown, script: Script): Promise<Ran<T>>;
  /** What the simulator was sent and what it bills, from now on. */
  account(): () => Account;
  /** One more worker in this process. */
  addWorker(options?: LabWorkerOptions): Promise<LabWorker>;
  close(): Promise<void>;
}

/** What the simulator saw of one run. */
export interface Account {
  readonly requests: readonly SimulatedRequest[];
  /** Of the attempts that were answered in full. */
  readonly completedNanoUsd: number;
  readonly costNanoUsd: number;
}

/** A run that is over. */
export interface Ran<T> extends Account {
  readonly id: string;
  readonly result: T;
}

/** What may differ from the laboratory's usual worker. */
export type LabWorkerOptions = Partial<WorkerOptions> & Partial<ClaudeOptions>;

/** A worker in this process. */
export interface LabWorker {
  /** How its reader got its transcripts so far. */
  readonly counts: ReturnType<typeof claude>['claude']['history']['counts'];
  stop(): Promise<void>;
}

/** A worker of the laboratory as a process of its own, to be killed. */
export async function startLabWorker(
  { server, simulator }: Pick<Lab, 'server' | 'simulator'>,
  onPlace?: WorkerProcessOptions['onPlace'],
  overrides: WorkerProcessOptions['overrides'] = {},
): Promise<WorkerProcess> {
  const workflowBundle = await cachedBundle(join(BUILT_FIXTURES, 'lab-workflows.js'));
  return startWorkerProcess({
    module: join(BUILT_FIXTURES, 'lab-worker.js'),
    ...{ address: server.address, overrides: { workflowBundle, ...overrides } },
    env: { ANTHROPIC_BASE_URL: simulator.url, ANTHROPIC_API_KEY: 'test' },
    ...(onPlace && { onPlace }),
  });
}

/** Opens a laboratory; `withWorker: false` leaves the worker to the test. */
export async function openLab({
  withWorker = true,
  simulator: options = {},
  worker: workerOptions = {},
}: {
  withWorker?: boolean;
  simulator?: Partial<SimulatorOptions>;
  worker?: LabWorkerOptions;
} = {}): Promise<Lab> {
  const [server, simulator] = await Promise.all([
    startTemporalServer({ ui: false }),
    startSimulator({ script: [], ...options }),
  ]);
  const client = await connect({ address: server.address });
  const taskQueue = 'lab';
  const workers: LabWorker[] = [];
  const addWorker = async (more: LabWorkerOptions = {}): Promise<LabWorker> => {
    const { maxCachedTranscripts, idleMs, artifacts, client: claudeClient, ...options } = { ...workerOptions, ...more };
    const plugin = claude({
      ...{ tools, ...(claudeClient ? { client: claudeClient } : { apiKey: 'test', baseURL: simulator.url }) },
      ...(maxCachedTranscripts !== undefined && { maxCachedTranscripts }),
      ...(idleMs !== undefined && { idleMs }),
      ...(artifacts && { artifacts }),
    });
    const connection = await NativeConnection.connect({ address: server.address }); // two workers may not share one
    const worker = await Worker.create({
      ...{
        taskQueue,
        connection,
        ...(await labWorkflows(options)),
        stickyQueueScheduleToStartTimeout: '1s', // so that tests which take a worker away need not wait
        ...options,
        plugins: [plugin, ...(options.plugins ?? [])],
      },
    });
    const added = { counts: plugin.claude.history.counts, stop: stopper(worker, connection) };
    workers.push(added);
    return added;
  };
  if (withWorker) await addWorker();
  let runs = 0;
  const start: Lab['start'] = (workflow, input, script) => {
    simulator.setScript(script);
    return client.start(workflow, { id: `${workflow}:${++runs}`, taskQueue, input: input }); // known by name only
  };
  const account = () => accountFrom(simulator);
  return {
    ...{ server, simulator, client, taskQueue, addWorker, start, account },
    async run<T>(workflow: string, input: unknown, script: Script) {
      const seen = account();
      const run = await start(workflow, input, script);
      const result = (await run.result()) as T;
      simulator.verifyUsed();
      return { id: run.id, result, ...seen() };
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await client.close();
      await simulator.close();
      await server.stop();
    },
  };
}

/** Without workflows of its own the laboratory's; plugins, interceptors and converters may belong into the bundle, so they get their own. */
async function labWorkflows(options: LabWorkerOptions): Promise<Partial<WorkerOptions>> {
  if ('workflowsPath' in options) return {};
  const workflowsPath = require.resolve('./fixtures/lab-workflows');
  const isOwn = ['plugins', 'interceptors', 'dataConverter'].some((name) => name in options);
  return isOwn ? { workflowsPath } : { workflowBundle: await cachedBundle(workflowsPath) };
}

function accountFrom(simulator: Simulator): () => Account {
  const requestsBefore = simulator.requests.length;
  const attemptsBefore = simulator.bill().attempts.length;
  return () => {
    const attempts = simulator.bill().attempts.slice(attemptsBefore);
    const sum = (list: typeof attempts) => list.reduce((total, { costNanoUsd }) => total + costNanoUsd, 0);
    return {
      requests: simulator.requests.slice(requestsBefore),
      completedNanoUsd: sum(attempts.filter(({ completed }) => completed)),
      costNanoUsd: sum(attempts),
    };
  };
}

function stopper(worker: Worker, connection: NativeConnection): () => Promise<void> {
  const running = worker.run();
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    worker.shutdown();
    await running;
    await connection.close();
  };
  return () => (stopping ??= stop());
}
