/**
 * What an orchestrator asks a worker: `/healthz` (this process is alive), `/readyz` (it takes work) and `/metrics`. Each
 * answers 503 with the reason where the answer is no.
 */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Worker } from '@temporalio/worker';

/** A loop that stood still for longer sends no heartbeats. */
const MAX_LAG_MS = 5_000;

/** A server in the same network answers in milliseconds. */
const SERVER_ANSWER_MS = 2_000;

const NANOS_PER_MS = 1_000_000;

/** Where to listen. */
export interface HealthOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Default `127.0.0.1`; in a container `0.0.0.0`. */
  readonly host?: string;
}

/** A listening health server. */
export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts it. `metricsUrl` is where Temporal's exporter serves the metrics of this process. */
export async function startHealthServer(
  worker: Worker,
  { port, host = '127.0.0.1' }: HealthOptions,
  metricsUrl?: string,
): Promise<HealthServer> {
  const delay = monitorEventLoopDelay();
  delay.enable();
  /** The longest standstill since the last question. */
  const lagMs = (): number => {
    const longest = delay.max / NANOS_PER_MS;
    delay.reset();
    return longest;
  };
  const server = createServer((request, response) => {
    const problems =
      request.url === '/healthz'
        ? Promise.resolve(lagProblems(lagMs()))
        : request.url === '/readyz'
          ? readyProblems(worker, lagMs())
          : undefined;
    if (problems) void problems.then((found) => answer(response, found));
    else if (request.url === '/metrics' && metricsUrl) void passOn(metricsUrl, response);
    else response.writeHead(404).end();
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo; // a TCP server that listens has such an address
  return { url: `http://${host}:${bound}`, close: () => close(server, () => delay.disable()) };
}

function lagProblems(lagMs: number): readonly string[] {
  return lagMs <= MAX_LAG_MS ? [] : [`the event loop stood still for ${Math.round(lagMs)} ms`];
}

async function readyProblems(worker: Worker, lagMs: number): Promise<readonly string[]> {
  const { runState, workflowPollerState, activityPollerState } = worker.getStatus();
  const problems = [...lagProblems(lagMs)];
  if (runState !== 'RUNNING') problems.push(`the worker is ${runState}`);
  if (workflowPollerState !== 'POLLING') problems.push(`its workflow poller is ${workflowPollerState}`);
  if (activityPollerState !== 'POLLING') problems.push(`its activity poller is ${activityPollerState}`);
  const { connection } = worker;
  try {
    await connection?.withDeadline(Date.now() + SERVER_ANSWER_MS, () => connection.workflowService.getSystemInfo({}));
  } catch {
    problems.push('the Temporal server does not answer');
  }
  return problems;
}

function answer(response: ServerResponse, problems: readonly string[]): void {
  response.writeHead(problems.length === 0 ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ok: problems.length === 0, problems }));
}

async function passOn(url: string, response: ServerResponse): Promise<void> {
  try {
    const metrics = await fetch(url);
    response.writeHead(metrics.status, { 'content-type': metrics.headers.get('content-type') ?? 'text/plain' });
    response.end(await metrics.text());
  } catch {
    answer(response, ['the metrics exporter does not answer']);
  }
}

async function close(server: Server, disable: () => void): Promise<void> {
  disable();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
