/** A worker as a service: logs, metrics and health, an orderly end on SIGTERM, and a code that tells why it ended. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import {
  GracefulShutdownPeriodExpiredError,
  makeTelemetryFilterString,
  Runtime,
  type Logger,
  type Worker,
} from '@temporalio/worker';
import { redactorIn, type Redactor } from '../common/redactor';
import { createWorker, type CreateWorkerOptions } from './create-worker';
import { startHealthServer, type HealthOptions } from './health-server';
import { jsonLogger } from './json-logger';
import { redactedLogger } from './redacted-logger';

/** After the grace time tools and calls are cancelled; what still does not end is left to another worker after this. */
const SHUTDOWN_FORCE = '45s';

/** Temporal's core would print its own warnings, which quote failures, past any logger. */
const THROUGH_LOGGER = { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} };

/** Exit codes of a worker: an orchestrator restarts it after all but the first. */
export const WORKER_EXIT = {
  /** Asked to stop, and everything in flight ended or was handed back. */
  stopped: 0,
  /** It could not start. */
  notStarted: 1,
  /** It broke while it ran. */
  failed: 3,
  /** Asked to stop, and something in flight did not end in time; another worker repeats it. */
  forced: 4,
} as const;

/** Options of `createWorker`, and those of a service. */
export type RunWorkerOptions = CreateWorkerOptions & {
  /** Serves `/healthz`, `/readyz` and `/metrics`. Default: none. */
  readonly health?: HealthOptions;
  /**
   * Default: `jsonLogger()`. Where the data converter has a `redaction()`, secrets are taken out of its entries. Not used
   * where a `Runtime` was installed before.
   */
  readonly logger?: Logger;
};

/** How a worker ended. */
export interface WorkerEnd {
  readonly exitCode: (typeof WORKER_EXIT)[keyof typeof WORKER_EXIT];
  /** Why, unless it was asked to. */
  readonly error?: unknown;
}

/**
 * Runs a worker until SIGTERM or SIGINT, or until it breaks. Throws what `createWorker` throws. Exit explicitly afterwards: a
 * tool that ignores its signal would keep the process alive.
 */
export async function runWorker(options: RunWorkerOptions, onReady?: (healthUrl?: string) => void): Promise<WorkerEnd> {
  const { health, logger = jsonLogger(), ...rest } = options;
  const redactor = redactorIn(rest.dataConverter?.payloadCodecs);
  const metricsUrl = await installRuntime(logger, redactor, health !== undefined);
  const worker = await createWorker({ shutdownForceTime: SHUTDOWN_FORCE, ...rest });
  const running = endOf(worker);
  const server = health && (await startHealthServer(worker, health, metricsUrl));
  onReady?.(server?.url);
  const end = await running;
  await server?.close();
  return end;
}

async function endOf(worker: Worker): Promise<WorkerEnd> {
  try {
    await worker.run();
    return { exitCode: WORKER_EXIT.stopped };
  } catch (error) {
    const isForced = error instanceof GracefulShutdownPeriodExpiredError || /still in use/i.test(String(error));
    return { exitCode: isForced ? WORKER_EXIT.forced : WORKER_EXIT.failed, error };
  }
}

/** A process has one `Runtime`: one that is there already keeps its logger, and its metrics are its own affair. */
async function installRuntime(
  logger: Logger,
  redactor: Redactor | undefined,
  withMetrics: boolean,
): Promise<string | undefined> {
  const bindAddress = withMetrics ? `127.0.0.1:${await freePort()}` : undefined;
  const prometheus = bindAddress && {
    ...{ bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true },
  };
  try {
    Runtime.install({
      logger: redactor ? redactedLogger(logger, redactor) : logger,
      telemetryOptions: {
        ...(redactor && { logging: THROUGH_LOGGER }),
        ...(prometheus && { metrics: { prometheus } }),
      },
    });
  } catch (error) {
    logger.warn(`The runtime of this process was installed before: ${(error as Error).name}`);
    return undefined;
  }
  return bindAddress && `http://${bindAddress}/metrics`;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo; // a TCP server that listens has such an address
  probe.close();
  await once(probe, 'close');
  return port;
}
