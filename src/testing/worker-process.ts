/**
 * A worker as a process of its own, to be killed: started from a module that exports `workerOptions`, it reports every
 * place it reaches to the process that started it, which decides whether it goes on, is held there, or dies.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import type { Place } from './hold-points';
import { superviseProcess, type SupervisedProcess } from './supervised-process';
import { WORKER_ENV, WORKER_READY, type WorkerOverrides } from './worker-settings';

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
  /** Receives what the worker writes, line by line. */
  readonly onLine?: (line: string) => void;
}

/** A running worker. */
export interface WorkerProcess {
  readonly pid: number;
  /** SIGKILL, now; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Orderly shutdown. */
  stop(): Promise<void>;
}

/** A worker needs about a second, several at once on a busy machine many more. */
const START_TIMEOUT_MS = 60_000;

/** Starts a worker and resolves when it polls. Throws with its last words if it does not come up. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const places = options.onPlace && (await listenForPlaces(options.onPlace));
  const settings = {
    module: options.module,
    overrides: options.overrides ?? {},
    ...(places && { placesUrl: places.url }),
  };
  let becomeReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => (becomeReady = resolve));
  const child = superviseProcess({
    command: process.execPath,
    args: ['--enable-source-maps', join(packageRoot(), 'lib/src/testing/worker-main.js')],
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: options.address,
      ...(options.namespace && { TEMPORAL_NAMESPACE: options.namespace }),
      ...options.env,
      [WORKER_ENV]: JSON.stringify(settings),
    },
    onLine: (line) => (line === WORKER_READY ? becomeReady() : options.onLine?.(line)),
  });
  void child.exited.then(() => places?.server.close());
  await untilReady(child, ready);
  return {
    pid: child.pid,
    async kill() {
      if (!child.end()) process.kill(child.pid, 'SIGKILL');
      await child.exited;
    },
    async stop() {
      await child.stop();
    },
  };
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
  onPlace: (place: Place) => Promise<void> | void,
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    void bodyOf(request)
      .then((text) => onPlace(JSON.parse(text) as Place)) // wire seam: our own worker wrote it
      .finally(() => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The worker runs compiled code, also when a test runs from the sources. */
function packageRoot(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  throw new Error('The package has lost its package.json.');
}
