/** A laboratory for tests on a real server: Temporal, Claude's simulator, a worker in this process, a client. */
import { connect, type Client } from '../../src/client';
import { startSimulator, startTemporalServer, type Script, type Simulator, type SimulatorOptions, type TemporalServer } from '../../src/testing';
import { claude, type ClaudeOptions } from '../../src/worker';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Outcome } from '../../src/workflows';
import * as tools from './fixtures/lab-tools';

/** What a laboratory offers. */
export interface Lab {
  readonly server: TemporalServer;
  readonly simulator: Simulator;
  readonly client: Client;
  readonly taskQueue: string;
  /** Starts a workflow of the fixtures with a script of its own, and waits for its result. */
  run<T = Outcome<string>>(workflow: string, input: unknown, script: Script): Promise<{ id: string; result: T }>;
  /** One more worker in this process. */
  addWorker(options?: LabWorkerOptions): Promise<LabWorker>;
  close(): Promise<void>;
}

/** What may differ from the laboratory's usual worker. */
export type LabWorkerOptions = Partial<WorkerOptions> & Partial<ClaudeOptions>;

/** A worker in this process. */
export interface LabWorker {
  /** How its reader got its transcripts so far. */
  readonly counts: ReturnType<typeof claude>['claude']['history']['counts'];
  stop(): Promise<void>;
}

/** Opens a laboratory; `withWorker: false` leaves the worker to the test. */
export async function openLab({ withWorker = true, simulator: options = {}, worker: workerOptions = {} }: {
  withWorker?: boolean;
  simulator?: Partial<SimulatorOptions>;
  worker?: LabWorkerOptions;
} = {}): Promise<Lab> {
  const [server, simulator] = await Promise.all([startTemporalServer({ ui: false }), startSimulator({ script: [], ...options })]);
  const client = await connect({ address: server.address });
  const connection = await NativeConnection.connect({ address: server.address });
  const taskQueue = 'lab';
  const workers: LabWorker[] = [];
  const addWorker = async (more: LabWorkerOptions = {}): Promise<LabWorker> => {
    const { maxCachedTranscripts, idleMs, ...options } = { ...workerOptions, ...more };
    const plugin = claude({
      ...{ tools, apiKey: 'test', baseURL: simulator.url },
      ...(maxCachedTranscripts !== undefined && { maxCachedTranscripts }),
      ...(idleMs !== undefined && { idleMs }),
    });
    const worker = await Worker.create({
      ...{ taskQueue, connection, workflowsPath: require.resolve('./fixtures/lab-workflows'), plugins: [plugin], ...options },
    });
    const added = { counts: plugin.claude.history.counts, stop: stopper(worker) };
    workers.push(added);
    return added;
  };
  if (withWorker) await addWorker();
  let runs = 0;
  return {
    ...{ server, simulator, client, taskQueue, addWorker },
    async run<T>(workflow: string, input: unknown, script: Script) {
      simulator.setScript(script);
      const id = `${workflow}:${++runs}`;
      const run = await client.start<(input: unknown) => Promise<unknown>>(workflow, { id, taskQueue, input });
      const result = (await run.result()) as T;
      simulator.verifyUsed();
      return { id, result };
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await connection.close();
      await client.close();
      await simulator.close();
      await server.stop();
    },
  };
}

function stopper(worker: Worker): () => Promise<void> {
  const running = worker.run();
  let stopped = false;
  return async () => {
    if (!stopped) worker.shutdown();
    stopped = true;
    await running;
  };
}
