/**
 * A worker as a process of its own, to be killed: started from a module that exports `workerOptions`, it reports every
 * place it reaches to the process that started it, which decides whether it goes on, is held there, or dies.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { packageRoot } from '../worker/own-package';
import type { Order, Report } from './faults/report';
import type { Place } from './hold-points';
import { superviseProcess, type ProcessEnd, type SupervisedProcess } from './supervised-process';
import {
  JOIN_PATH,
  WORKER_ENV,
  WORKER_LOADED,
  WORKER_READY,
  type WorkerOverrides,
  type WorkerSettings,
} from './worker-settings';

/** How to start a worker process. */
export interface WorkerProcessOptions {
  /** Compiled module with an export `workerOptions`, as `createWorker` takes them. */
  readonly module: string;
  readonly address: string;
  readonly namespace?: string;
  /** Options that replace those of the module. */
  readonly overrides?: WorkerOverrides;
  readonly env?: NodeJS.ProcessEnv;
  /** Called at each place; the worker goes on when the promise resolves. */
  readonly onPlace?: (place: Place) => Promise<void> | void;
  /** Instead of `onPlace`: puts the worker under the fault kit, which also hears of workflow tasks and tools, and gives orders. */
  readonly onReport?: (report: Report, worker: WorkerProcess) => Promise<Order | undefined>;
  /** With `onReport`: loads everything and begins to poll only with `join()`. */
  readonly standby?: boolean;
  /** Where the package is whose compiled code is run; by default this one. */
  readonly root?: string;
  /** Receives what the worker writes, line by line. */
  readonly onLine?: (line: string) => void;
}

/** A running worker. */
export interface WorkerProcess {
  readonly pid: number;
  /** How it ended, once it has. */
  readonly exited: Promise<ProcessEnd>;
  /** Lets a standby begin; resolves when it polls. */
  join(): Promise<void>;
  /** SIGKILL, now; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Orderly shutdown. */
  stop(): Promise<void>;
}

/** A worker needs about a second, several at once on a busy machine many more. */
const START_TIMEOUT_MS = 180_000;

/** Starts a worker and resolves when it polls, or stands by. Throws with its last words if it does not come up. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  let letJoin = (): void => undefined;
  const joined = new Promise<void>((resolve) => (letJoin = resolve));
  const hear = async (place: Report): Promise<Order | undefined> => {
    if (!options.onReport) return void (await options.onPlace?.(place as Place)); // without the kit nothing else is reported
    return options.onReport(place, worker);
  };
  const places = (options.onPlace ?? options.onReport) && (await listenForPlaces(hear, joined));
  const lines = { [WORKER_READY]: marker(), [WORKER_LOADED]: marker() };
  const main = compiledFile('worker-main.js', options.root);
  const child = superviseProcess({
    command: process.execPath,
    args: [main], // without source maps, which take a quarter of a start; NODE_OPTIONS turns them on
    env: {
      ...process.env,
      ...options.env,
      TEMPORAL_ADDRESS: options.address, // also where the environment names another
      ...(options.namespace && { TEMPORAL_NAMESPACE: options.namespace }),
      [WORKER_ENV]: JSON.stringify(settingsOf(options, places?.url)),
    },
    onLine: (line) => (line in lines ? lines[line as keyof typeof lines].reach() : options.onLine?.(line)),
  });
  void child.exited.then(() => places?.server.close());
  const worker: WorkerProcess = {
    pid: child.pid,
    exited: child.exited,
    async join() {
      letJoin();
      await untilReady(child, lines[WORKER_READY].reached);
    },
    async kill() {
      if (!child.end()) process.kill(child.pid, 'SIGKILL');
      await child.exited;
    },
    async stop() {
      await child.stop();
    },
  };
  await untilReady(child, lines[options.standby ? WORKER_LOADED : WORKER_READY].reached);
  return worker;
}

function settingsOf({ module, overrides = {}, onReport, standby }: WorkerProcessOptions, placesUrl?: string) {
  const isUnderFaults = onReport !== undefined;
  const settings: WorkerSettings = { module, overrides, isUnderFaults, isStandby: standby === true };
  return { ...settings, ...(placesUrl && { placesUrl }) };
}

function marker(): { reach: () => void; reached: Promise<void> } {
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return { reach: () => reach(), reached };
}

async function untilReady(child: SupervisedProcess, ready: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>(
    (resolve) => (timer = setTimeout(resolve, START_TIMEOUT_MS, 'did not become ready in time')),
  );
  const died = child.exited.then(({ code, signal }) => `ended with ${signal ?? `code ${code}`}`);
  const problem = await Promise.race([ready, late, died]);
  clearTimeout(timer);
  if (typeof problem !== 'string') return;
  await child.stop();
  throw new Error(`The worker process ${problem}. Its last words:\n${child.outputTail()}`);
}

async function listenForPlaces(
  hear: (place: Report) => Promise<Order | undefined>,
  joined: Promise<void>,
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const answer =
      request.url === JOIN_PATH
        ? joined.then(() => undefined)
        : bodyOf(request).then((text) => hear(JSON.parse(text) as Report)); // wire seam: our own worker wrote it
    void answer.then(
      (order) => response.end(order),
      () => response.end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A file of this room as it is compiled: what runs as a process of its own is, also when a test runs from the sources. */
export function compiledFile(path: string, root = packageRoot()): string {
  return join(root, 'lib/src/testing', path);
}
