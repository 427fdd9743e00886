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

/**
 * A killed workflow task is given to another worker after this long. A busy machine needs seconds for one on a worker that
 * just started, and after some that were too late the server waits for minutes.
 */
const TASK_TIMEOUT = '5s';

/** Silence after which a request to Claude is given up. */
const IDLE_MS = 1_500;

/** What a lane may be asked to be. */
export interface LaneWishes {
  readonly workers?: number;
  readonly overrides?: WorkerOverrides;
  readonly build?: { readonly worker?: string; readonly root?: string; readonly codePath?: string };
}

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
      openProject(subject.worker, env, subject.root),
    ]);
    return new Stage(workflow, subject, server, simulator, client, project, env, secret, runs);
  }

  /** Opens a task queue with workers of its own, of the subject's build or another one. */
  async lane({ workers = 1, overrides = {}, build = {} }: LaneWishes = {}): Promise<Lane> {
    const { worker, root, codePath } = { ...this.subject, codePath: this.project.codePath, ...build };
    const lane = await Lane.open({
      taskQueue: `lane-${this.#lanes.length + 1}-${randomBytes(3).toString('hex')}`,
      address: this.server.address,
      workers,
      worker: {
        ...{ module: worker, namespace: this.server.namespace, env: this.env, ...(root !== undefined && { root }) },
        overrides: { idleMs: IDLE_MS, ...overrides, workflowBundle: { codePath } },
        onReport: (report, from) => this.#hear(report, from),
      },
    });
    this.#lanes.push(lane);
    return lane;
  }

  /** Runs of a lane that have not ended. */
  openRuns(lane: Lane): readonly FaultRun[] {
    return [...this.runs.values()].filter((run) => run.lane === lane && run.isOpen);
  }

  /** Runs the workflow once, under these faults. */
  async run(lane: Lane, faults: readonly Fault[], workflow = this.workflow): Promise<Seen> {
    const { subject, client, simulator } = this;
    const name = String(this.#names++);
    const id = `${typeof workflow === 'string' ? workflow : workflow.name}:${name}`;
    const run = new FaultRun(name, id, lane, faults, subject.script);
    this.runs.set(id, run);
    const input: unknown =
      typeof subject.input === 'function' ? await (subject.input as (run: string) => unknown)(name) : subject.input;
    const startedAt = Date.now();
    const accidentsBefore = lane.accidents.length;
    await client.start(workflow, { id, taskQueue: lane.taskQueue, workflowTaskTimeout: TASK_TIMEOUT, input }); // its type is the user's
    const end = await endOf(client, run);
    run.isOpen = false;
    const ms = Date.now() - startedAt;
    await run.proven();
    const effects: Json = (await subject.effects?.(name)) ?? null;
    const accidents = lane.accidents.slice(accidentsBefore);
    const { limited } = subject;
    return seenOf(run, end, { client, simulator, effects, ms, accidents, ...(limited && { limited }) });
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
    const faults = run.hear(report);
    await run.held(report);
    for (const fault of faults) {
      const scene = { run, report, worker, client: this.client, restartServer: () => this.server.restart() };
      given ??= await run.struck(fault, () => strike(fault.kind, scene));
    }
    return given;
  }
}
