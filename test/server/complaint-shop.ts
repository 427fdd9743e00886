/** Runs the complaint example for tests: each run with a shop, a simulated Claude, a task queue and a bill of its own. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Client as Database } from 'pg';
import { closeDatabase } from '../../examples/complaint/database';
import { startPostgres, type Postgres } from '../../examples/complaint/postgres';
import { openShop } from '../../examples/complaint/seed';
import { simulatedClaude } from '../../examples/complaint/simulated-claude';
import type { ComplaintInput, ComplaintResult } from '../../examples/complaint/workflow';
import { connect, type Client, type Conversation, type Ledger } from '../../src/client';
import { Semaphore } from '../../src/common/semaphore';
import {
  startSimulator,
  startTemporalServer,
  type KillRun,
  type Script,
  type Simulator,
  type TemporalServer,
  type WorkerProcessOptions,
} from '../../src/testing';
import { cachedBundle } from './cached-bundle';

/** What one run left behind. */
export interface ComplaintRun {
  readonly output: ComplaintResult;
  readonly effects: { refunds: number; replies: number; escalations: number; attempts: number };
  readonly ledger: Ledger;
  readonly conversations: readonly Conversation[];
  readonly simulator: Simulator;
}

/** One shop, before its worker runs. */
export interface Shop {
  readonly name: string;
  readonly worker: WorkerProcessOptions;
  readonly simulator: Simulator;
}

/** A street of shops on one Postgres and one Temporal server. */
export class ShopStreet {
  readonly #naming = new Semaphore(1); // the example finds its schema through the environment

  private constructor(
    readonly server: TemporalServer,
    readonly postgres: Postgres,
    readonly client: Client,
    readonly bundlePath: string,
  ) {}

  static async open(): Promise<ShopStreet> {
    const [server, postgres, { codePath }] = await Promise.all([
      startTemporalServer({ ui: false }),
      startPostgres(),
      cachedBundle(resolve('lib/examples/complaint/workflow.js')),
    ]);
    return new ShopStreet(server, postgres, await connect({ address: server.address }), codePath);
  }

  /** Prepares one run, for the kill harness. */
  async prepare(input: Omit<ComplaintInput, 'ticketId'>): Promise<KillRun<ComplaintRun> & { close(): Promise<void> }> {
    const { name, worker, simulator } = await this.shop();
    return { worker, run: () => this.#run(name, input, simulator), close: () => simulator.close() };
  }

  /** A shop of its own, its schema and its task queue under one name. */
  async shop(script: Script = simulatedClaude): Promise<Shop> {
    const name = `t_${randomBytes(6).toString('hex')}`;
    await this.#naming.run(() => this.#openShop(name));
    const simulator = await startSimulator({ script });
    const worker: WorkerProcessOptions = {
      module: resolve('lib/examples/complaint/worker.js'),
      address: this.server.address,
      overrides: { taskQueue: name, workflowBundle: { codePath: this.bundlePath } },
      env: {
        ...{ DATABASE_URL: this.postgres.url, COMPLAINT_SCHEMA: name },
        ...{ ANTHROPIC_BASE_URL: simulator.url, ANTHROPIC_API_KEY: 'test' },
      },
    };
    return { name, worker, simulator };
  }

  /** What the rows of a shop say; its tables are found by their names alone. */
  async rows<Row extends object>({ name }: Pick<Shop, 'name'>, sql: string): Promise<Row[]> {
    const database = new Database({ connectionString: this.postgres.url, options: `-c search_path=${name}` });
    await database.connect();
    try {
      return (await database.query<Row>(sql)).rows;
    } finally {
      await database.end();
    }
  }

  async close(): Promise<void> {
    await this.client.close();
    await Promise.all([this.server.stop(), this.postgres.stop()]);
  }

  async #openShop(schema: string): Promise<void> {
    Object.assign(process.env, { DATABASE_URL: this.postgres.url, COMPLAINT_SCHEMA: schema });
    await openShop();
    await closeDatabase();
  }

  async #run(name: string, input: Omit<ComplaintInput, 'ticketId'>, simulator: Simulator): Promise<ComplaintRun> {
    const id = `complaint:${name}`;
    const run = await this.client.start<(input: ComplaintInput) => Promise<ComplaintResult>>('complaint', {
      ...{ id, taskQueue: name },
      input: { ticketId: 'T-1', ...input },
    });
    const output = await run.result();
    const [ledger, conversations, effects] = await Promise.all([
      this.client.ledger(id),
      this.client.transcript(id),
      this.#effects(name),
    ]);
    return { output, effects, ledger, conversations, simulator };
  }

  async #effects(name: string): Promise<ComplaintRun['effects']> {
    const [effects] = await this.rows<ComplaintRun['effects']>(
      { name },
      `SELECT (SELECT count(*)::int FROM payments WHERE ticket_id = 'T-1' AND kind = 'refund') AS refunds,
              (SELECT count(*)::int FROM drafts) AS replies,
              (SELECT count(*)::int FROM escalations) AS escalations,
              (SELECT count(*)::int FROM attempts WHERE tool = 'issueRefund') AS attempts`,
    );
    return effects!;
  }
}
