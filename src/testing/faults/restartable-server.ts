/** A Temporal server on a file of its own that can be killed and started again at the same address, for all at once who ask. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startTemporalServer, type TemporalServer } from '../temporal-server';

/** Runs that want a restart wait this long for others that want one too. */
const GATHER_MS = 1_500;

/** A server, perhaps somebody else's, which is then never restarted. */
export class RestartableServer {
  #restarting: Promise<string | undefined> | undefined;

  private constructor(
    private server: TemporalServer,
    private readonly folder: string,
  ) {}

  static async start(): Promise<RestartableServer> {
    const folder = await mkdtemp(join(tmpdir(), 'dynamic-workflows-server-'));
    return new RestartableServer(await startTemporalServer({ ui: false, dbFile: join(folder, 'temporal.db') }), folder);
  }

  get address(): string {
    return this.server.address;
  }

  get namespace(): string {
    return this.server.namespace;
  }

  get isOurs(): boolean {
    return !this.server.external;
  }

  /** SIGKILL, and another server on the same file; the proof. */
  restart(): Promise<string | undefined> {
    this.#restarting ??= this.#restart().finally(() => (this.#restarting = undefined));
    return this.#restarting;
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #restart(): Promise<string | undefined> {
    const { pid, address } = this.server;
    if (pid === undefined) return undefined;
    await pause(GATHER_MS);
    process.kill(pid, 'SIGKILL');
    await this.server.stop(); // resolves when it is gone
    const port = Number(address.split(':')[1]);
    this.server = await startTemporalServer({ ui: false, dbFile: join(this.folder, 'temporal.db'), port });
    return `server ${pid} was killed, ${this.server.pid} goes on with its file`;
  }
}
