/**
 * A task queue with workers of its own behind a proxy of its own: what is done to them reaches no other run. A worker
 * that dies is replaced at once by one that stood by: loaded, connected, and about to poll.
 */
import { Semaphore } from '../../common/semaphore';
import { startWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from '../worker-process';
import { startProxy, type Proxy } from './proxy';

/** What a lane is made of. */
export interface LaneOptions {
  readonly taskQueue: string;
  /** `host:port` of the server. */
  readonly address: string;
  readonly worker: Omit<WorkerProcessOptions, 'address' | 'standby'>;
  readonly workers?: number;
}

/** Spares that come up at the same time: each takes a core for about a second, which the runs need too. */
const STARTING_AT_ONCE = 2;

/** A connection that is cut while a worker comes up ends it, as it would in production, where another one is started. */
const START_TRIES = 3;

/** An open lane. */
export class Lane {
  readonly #serving = new Set<WorkerProcess>();
  readonly #leaving = new Set<WorkerProcess>();
  /** Workers that ended although nobody had ended them. */
  readonly accidents: string[] = [];
  /** Kills of this lane's workers so far. */
  kills = 0;
  readonly #starting = new Semaphore(STARTING_AT_ONCE);
  #spares: Promise<WorkerProcess>[] = [];
  #wanted = 0;
  #isClosed = false;

  private constructor(
    private readonly options: LaneOptions,
    readonly proxy: Proxy,
  ) {}

  static async open(options: LaneOptions): Promise<Lane> {
    const lane = new Lane(options, await startProxy(options.address));
    const workers = Array.from({ length: options.workers ?? 1 }, () => lane.#start());
    await Promise.all(workers.map(async (starting) => lane.#serve(await starting)));
    return lane;
  }

  get taskQueue(): string {
    return this.options.taskQueue;
  }

  /** The workers that poll. */
  get workers(): readonly WorkerProcess[] {
    return [...this.#serving];
  }

  /** Keeps so many replacements warm from now on. */
  warm(spares = 1): void {
    this.#wanted = spares;
    this.#fill();
  }

  /** Resolves when so many replacements are warm. */
  async warmed(spares = 1): Promise<void> {
    await Promise.all(this.#spares.slice(0, spares));
  }

  /** SIGKILL, and another one takes over; the proof, if it was the kill that ended it. */
  async kill(worker: WorkerProcess): Promise<string | undefined> {
    this.#leaving.add(worker);
    await worker.kill();
    const { signal } = await worker.exited;
    this.kills++;
    await this.replace(worker);
    return signal === 'SIGKILL' ? `worker ${worker.pid} ended with SIGKILL` : undefined;
  }

  /** Says that this worker's end is wanted. */
  expectEnd(worker: WorkerProcess): void {
    this.#leaving.add(worker);
  }

  /** Puts another worker into the place of one that is gone. */
  async replace(worker: WorkerProcess): Promise<void> {
    this.#serving.delete(worker);
    if (this.#isClosed) return;
    const next = this.#spares.shift() ?? this.#start();
    this.#fill();
    await this.#serve(await next);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const spares = await Promise.allSettled(this.#spares);
    const all = [...this.#serving, ...spares.flatMap((spare) => (spare.status === 'fulfilled' ? spare.value : []))];
    for (const worker of all) this.#leaving.add(worker);
    await Promise.all(all.map((worker) => worker.kill()));
    await this.proxy.close();
  }

  #fill(): void {
    while (!this.#isClosed && this.#spares.length < this.#wanted) {
      const spare = this.#starting.run(() => this.#start());
      spare.catch(() => undefined); // said where it is waited for
      this.#spares.push(spare);
    }
  }

  async #start(): Promise<WorkerProcess> {
    const { worker, taskQueue } = this.options;
    const overrides = { ...worker.overrides, taskQueue };
    const options = { ...worker, overrides, address: this.proxy.address, standby: true };
    for (let tries = 1; !this.#isClosed; tries++) {
      try {
        return await startWorkerProcess(options);
      } catch (error) {
        if (tries === START_TRIES) throw error;
      }
    }
    throw new Error('The lane is closed.');
  }

  async #serve(worker: WorkerProcess): Promise<void> {
    this.#serving.add(worker);
    void worker.exited.then(({ code, signal }) => {
      if (this.#leaving.has(worker)) return;
      this.accidents.push(`worker ${worker.pid} ended by itself with ${signal ?? `code ${code}`}`);
      void this.replace(worker).catch(() => undefined);
    });
    await worker.join();
  }
}
