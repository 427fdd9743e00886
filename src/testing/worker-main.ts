/** Main of a worker process: the module's worker, with hold points if its parent wants them, or under the fault kit. */
import { once } from 'node:events';
import { get } from 'node:http';
import { pathToFileURL } from 'node:url';
import type { Worker } from '@temporalio/worker';
import type { CreateWorkerOptions } from '../worker/create-worker';
import { createWorker } from '../worker/create-worker';
import { namedClients } from './faults/named-client';
import type { Order, Reach } from './faults/report';
import { struckTools } from './faults/struck-tools';
import { addTaskPoints } from './faults/task-points';
import { holdPoints } from './hold-points';
import { JOIN_PATH, WORKER_ENV, WORKER_LOADED, WORKER_READY, type WorkerSettings } from './worker-settings';

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

async function main(): Promise<void> {
  const settings = JSON.parse(process.env[WORKER_ENV] ?? '{}') as WorkerSettings; // wire seam: our own parent wrote it
  const module = (await import(pathToFileURL(settings.module).href)) as { workerOptions: CreateWorkerOptions }; // documented contract
  const worker = await workerFrom(module.workerOptions, settings);
  if (settings.isStandby && settings.placesUrl) {
    console.log(WORKER_LOADED);
    await once(get(new URL(JOIN_PATH, settings.placesUrl)), 'response'); // `fetch` gives up after five minutes
  }
  const running = worker.run();
  console.log(WORKER_READY);
  await running;
  process.exit(0);
}

async function workerFrom(given: CreateWorkerOptions, settings: WorkerSettings): Promise<Worker> {
  const { workflowBundle, ...overrides } = settings.overrides;
  const { workflowsPath: _, ...withoutPath } = given;
  const options: CreateWorkerOptions = workflowBundle
    ? { ...withoutPath, ...overrides, workflowBundle }
    : { ...given, ...overrides };
  const { placesUrl } = settings;
  if (!placesUrl) return createWorker(options);
  const reach: Reach = async (place) => {
    const response = await fetch(placesUrl, { method: 'POST', body: JSON.stringify(place) });
    return ((await response.text()) || undefined) as Order | undefined; // our own parent wrote it
  };
  if (!settings.isUnderFaults) return createWorker({ ...options, interceptors: withHolds(options, reach) });
  const { apiKey: _key, baseURL: _url, ...anyone } = options;
  const client = namedClients();
  const tools = struckTools(options.tools, reach);
  const worker = await createWorker({ ...anyone, tools, client, interceptors: withHolds(options, reach) });
  addTaskPoints(worker, reach);
  return worker;
}

function withHolds(
  { interceptors }: CreateWorkerOptions,
  reach: Reach,
): NonNullable<CreateWorkerOptions['interceptors']> {
  return { ...interceptors, activity: [...(interceptors?.activity ?? []), holdPoints(reach)] };
}
