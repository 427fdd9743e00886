/** Everything that runs under faults share: a server, a simulator of Claude, a bundle, and the ears for what workers report. */
import { randomBytes } from 'node:crypto';
import { connect, type Client, type WorkflowFunction } from '../../client';
import type { Json } from '../../common/json';
import { startSimulator, type Simulator } from '../simulator/simulator';
import type { WorkerOverrides } from '../worker-settings';
import type { WorkerProcess } from '../worker-process';
import type { Fault } from './fault';
import { FaultRun } from './fault-run';
import { Lane } from './lane';
import { endOf, seenOf } from './observe';
import { openProject, type Project } from './project';
import { RestartableServer } from './restartable-server';
import { WORKFLOW_HEADER, type Order, type Report } from './report';
import type { Seen } from './seen';
import { strike } from './strike';
import type { Subject } from './subject';

/** The first name of a run: seven digits that stand nowhere else. */
const FIRST_NAME = 7_300_001;

/** A killed workflow task is given to another worker after this long. */
const TASK_TIMEOUT = '3s';

/** Silence after which a request to Claude is given up. */
const IDLE_MS = 1_500;

/** A set stage. */
export class Stage {
  readonly #lanes: Lane[] = [];
  #names = FIRST_NAME;

  private constructor(
    readonly workflow: string | WorkflowFunction,
    readonly subject: Subject,
    readonly server: RestartableServer,
    readonly simulator: Simulator,
    readonly client: Client,
    readonly project: Project,
    private readonly env: NodeJS.ProcessEnv,
    /** The secret that workers have and history must not. */
    readonly secret: string,
    private readonly runs: Map<string, FaultRun>,
  ) {}

  static async open(workflow: string | WorkflowFunction, subject: Subject): Promise<Stage> {
    const runs = new Map<string, FaultRun>();
    const secret = `canary-${randomBytes(12).toString('hex')}`;
    const outside = (await subject.open?.()) ?? {};
    const script: Parameters<typeof startSimulator>[0]['script'] = (request) => {
      const run = runs.get(request.headers[WORKFLOW_HEADER] ?? '');
      if (!run) throw new Error('the request names no run of this stage');
      return run.reply(request);
    };
    const [server, simulator] = await Promise.all([RestartableServer.start(), startSimulator({ script })]);
    const env = { ...outside, ANTHROPIC_API_KEY: secret, ANTHROPIC_BASE_URL: simulator.url };
    const { dataConverter } = subject;
    const [client, project] = await Promise.all([
      connect({ address: server.address, namespace: server.namespace, ...(dataConverter && { dataConverter }) }),
      openProject(subject.worker, env),
    ]);
    return new Stage(workflow, subject, server, simulator, client, project, env, secret, runs);
  }

  /** Opens a task queue with workers of its own. */
  async lane({ workers = 1, overrides = {} }: { workers?: number; overrides?: WorkerOverrides } = {}): Promise<Lane> {
    const workflowBundle = { codePath: this.project.codePath };
    const lane = await Lane.open({
      taskQueue: `lane-${this.#lanes.length + 1}-${randomBytes(3).toString('hex')}`,
      address: this.server.address,
      workers,
      worker: {
        ...{ module: this.subject.worker, namespace: this.server.namespace, env: this.env },
        overrides: { idleMs: IDLE_MS, ...overrides, workflowBundle },
        onReport: (report, worker) => this.#hear(report, worker),
      },
    });
    this.#lanes.push(lane);
    return lane;
  }

  /** Runs the workflow once, under these faults. `meanwhile` is told when it has been started. */
  async run(lane: Lane, faults: readonly Fault[], meanwhile?: (run: FaultRun) => void): Promise<Seen> {
    const { subject, workflow, client, simulator } = this;
    const name = String(this.#names++);
    const id = `${typeof workflow === 'string' ? workflow : workflow.name}:${name}`;
    const run = new FaultRun(name, id, lane, faults, subject.script);
    this.runs.set(id, run);
    const input: unknown =
      typeof subject.input === 'function' ? await (subject.input as (run: string) => unknown)(name) : subject.input;
    const startedAt = Date.now();
    const accidentsBefore = lane.accidents.length;
    await client.start(workflow, { id, taskQueue: lane.taskQueue, workflowTaskTimeout: TASK_TIMEOUT, input }); // its type is the user's
    meanwhile?.(run);
    const end = await endOf(client, id);
    const ms = Date.now() - startedAt;
    await run.proven();
    const effects: Json = (await subject.effects?.(name)) ?? null;
    const accidents = lane.accidents.slice(accidentsBefore);
    return seenOf(run, end, { client, simulator, effects, ms, accidents });
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
    await this.client.close();
    await Promise.all([this.simulator.close(), this.server.stop(), this.project.close()]);
    await this.subject.close?.();
  }

  async #hear(report: Report, worker: WorkerProcess): Promise<Order | undefined> {
    const run = this.runs.get(report.workflowId);
    if (!run) return undefined;
    let given: Order | undefined;
    for (const fault of run.hear(report)) {
      const scene = { run, report, worker, client: this.client, restartServer: () => this.server.restart() };
      given ??= await run.struck(fault, () => strike(fault.kind, scene));
    }
    return given;
  }
}
