/**
 * A task queue with workers of its own behind a proxy of its own: what is done to them reaches no other run. A worker
 * that dies is replaced at once by one that stood by, loaded and warm.
 */
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

/** An open lane. */
export class Lane {
  readonly #serving = new Set<WorkerProcess>();
  readonly #leaving = new Set<WorkerProcess>();
  /** Workers that ended although nobody had ended them. */
  readonly accidents: string[] = [];
  /** Kills of this lane's workers so far. */
  kills = 0;
  #spare: Promise<WorkerProcess> | undefined;
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

  /** Makes sure that the next replacement is warm. */
  warm(): void {
    this.#spare ??= this.#start();
    this.#spare.catch(() => undefined); // said where it is waited for
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
    this.warm();
    const next = this.#spare;
    this.#spare = undefined;
    if (next) await this.#serve(await next);
    if (!this.#isClosed) this.warm();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const spare = await this.#spare?.catch(() => undefined);
    const all = [...this.#serving, ...(spare ? [spare] : [])];
    for (const worker of all) this.#leaving.add(worker);
    await Promise.all(all.map((worker) => worker.kill()));
    await this.proxy.close();
  }

  #start(): Promise<WorkerProcess> {
    const { worker, taskQueue } = this.options;
    const overrides = { ...worker.overrides, taskQueue };
    return startWorkerProcess({ ...worker, overrides, address: this.proxy.address, standby: true });
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
