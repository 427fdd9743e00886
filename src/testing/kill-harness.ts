/**
 * Kills workers at exact places and lets a replacement take over: the beginning of a kit that proves on your own workflow
 * that nothing is lost and nothing is done twice. Every kill proves that it happened, or the harness throws.
 */
import type { Place } from './hold-points';
import { startWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from './worker-process';

/** What is run under the harness: a worker to be killed, and the work that it serves. */
export interface KillRun<T> {
  readonly worker: Omit<WorkerProcessOptions, 'onPlace'>;
  /** Starts the workflow and waits for its result. */
  run(): Promise<T>;
}

/** Which place: activity ids are the same in every run of a deterministic script. */
export type PlaceKey = Pick<Place, 'activity' | 'activityId' | 'moment'>;

/** Runs without faults and tells every place that the worker came to, in their order. */
export async function recordPlaces<T>({ worker, run }: KillRun<T>): Promise<{ value: T; places: readonly Place[] }> {
  const places: Place[] = [];
  const process = await startWorkerProcess({ ...worker, onPlace: (place) => void places.push(place) });
  try {
    return { value: await run(), places };
  } finally {
    await process.kill();
  }
}

/**
 * Runs with one SIGKILL at the place's first attempt, and a new worker right after. Throws if the work ended without
 * having come there.
 */
export async function runKilledAt<T>({ worker, run }: KillRun<T>, key: PlaceKey): Promise<{ value: T; killed: Place }> {
  let arrive: (place: Place) => void = () => undefined;
  const reached = new Promise<Place>((resolve) => (arrive = resolve));
  const workers: WorkerProcess[] = [];
  const first = await startWorkerProcess({
    ...worker,
    onPlace: (place) => {
      if (!isAt(place, key)) return undefined;
      arrive(place);
      return new Promise<void>(() => undefined); // held until it is killed
    },
  });
  workers.push(first);
  try {
    const work = run();
    work.catch(() => undefined); // awaited below, after the kill
    const killed = await Promise.race([reached, work.then(() => undefined)]);
    if (!killed)
      throw new Error(`The run ended without coming to \`${key.moment} ${key.activityId}\`: nothing was killed.`);
    await first.kill();
    workers.push(await startWorkerProcess(worker));
    return { value: await work, killed };
  } finally {
    await Promise.all(workers.map((process) => process.kill()));
  }
}

function isAt(place: Place, { activity, activityId, moment }: PlaceKey): boolean {
  return (
    place.activity === activity && place.activityId === activityId && place.moment === moment && place.attempt === 1
  );
}
