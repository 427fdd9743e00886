/** Main of a worker process: the module's worker, with the hold points if its parent wants them. */
import type { CreateWorkerOptions } from '../worker/create-worker';
import { createWorker } from '../worker/create-worker';
import { holdPoints, type Place } from './hold-points';
import { WORKER_ENV, WORKER_READY, type WorkerSettings } from './worker-settings';

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

async function main(): Promise<void> {
  const settings = JSON.parse(process.env[WORKER_ENV] ?? '{}') as WorkerSettings; // wire seam: our own parent wrote it
  const { workerOptions } = (await import(settings.module)) as { workerOptions: CreateWorkerOptions }; // documented contract
  const { workflowBundle, ...overrides } = settings.overrides;
  const { workflowsPath: _, ...withoutPath } = workerOptions;
  const options: CreateWorkerOptions = workflowBundle
    ? { ...withoutPath, ...overrides, workflowBundle }
    : { ...workerOptions, ...overrides };
  const worker = await createWorker({
    ...options,
    ...(settings.placesUrl && { interceptors: withHolds(options, settings.placesUrl) }),
  });
  const running = worker.run();
  console.log(WORKER_READY);
  await running;
  process.exit(0);
}

function withHolds(
  { interceptors }: CreateWorkerOptions,
  url: string,
): NonNullable<CreateWorkerOptions['interceptors']> {
  const reach = async (place: Place): Promise<void> => {
    await fetch(url, { method: 'POST', body: JSON.stringify(place) });
  };
  return { ...interceptors, activity: [...(interceptors?.activity ?? []), holdPoints(reach)] };
}
