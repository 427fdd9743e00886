/** How each kind of fault is done, at a place where a worker waits for an answer. Each gives what proves that it happened. */
import type { FaultKind } from './fault';
import type { FaultRun } from './fault-run';
import type { Lane } from './lane';
import { operate, type Operation } from './operator';
import { refuseUpdate } from './refused-update';
import { ORDERED_EXIT, type Order, type Report, type ToolOrder } from './report';
import type { WorkerProcess } from '../worker-process';
import type { Client } from '../../client';

/** Where a fault strikes. */
export interface Scene {
  readonly run: FaultRun;
  readonly report: Report;
  readonly worker: WorkerProcess;
  readonly client: Client;
  /** Kills and restarts the server that all runs are on, together with whoever else waits for that. */
  readonly restartServer: () => Promise<string | undefined>;
}

/** What a strike leaves: an order for the worker, and the proof, which may come later. */
export interface Struck {
  readonly order?: Order;
  readonly proof: Promise<string | undefined>;
}

/** Longer than a heartbeat timeout of three seconds: the server gives the activity to somebody else meanwhile. */
const DEAF_MS = 5_000;

/** Long for a connection, short for an activity. */
const DELAY_MS = 700;
const DELAYED_FOR_MS = 3_000;

/** Does it. The worker goes on when this resolves, unless it is gone. */
export async function strike(kind: FaultKind, scene: Scene): Promise<Struck> {
  const { run, worker } = scene;
  const { lane } = run;
  switch (kind) {
    case 'kill':
      return { proof: lane.kill(worker) };
    case 'cut':
      return proven(counted(lane.proxy.cut(), 'connections were reset'));
    case 'delay':
      return { proof: lane.proxy.delay(DELAY_MS, DELAYED_FOR_MS).then((bytes) => counted(bytes, 'bytes were late')) };
    case 'halfOpen':
      return { proof: lane.proxy.halfOpen(DEAF_MS).then((bytes) => counted(bytes, 'bytes were lost')) };
    case 'restartServer':
      return proven(await scene.restartServer());
    case 'refusedUpdate':
      return refuseUpdate(scene);
    case 'tool:exit':
      return { order: 'exit', proof: exitOf(scene) };
    case 'tool:throw':
    case 'tool:hang':
    case 'tool:late':
    case 'tool:large':
      return { order: kind.slice('tool:'.length) as ToolOrder, proof: struckOf(scene) }; // the rest of these names
    default:
      return proven(await operate(kind as Operation, scene)); // faults of Claude strike in the simulator
  }
}

/** Does to a lane what a place is not needed for; the proof. Workers take turns to be killed. */
export async function disturb(kind: FaultKind, lane: Lane): Promise<string | undefined> {
  switch (kind) {
    case 'kill': {
      const [longest] = lane.workers;
      return longest && lane.kill(longest);
    }
    case 'cut':
      return counted(lane.proxy.cut(), 'connections were reset');
    case 'delay':
      void lane.proxy.delay(DELAY_MS, DELAYED_FOR_MS);
      return `connections are late for ${DELAYED_FOR_MS} ms`;
    case 'halfOpen':
      void lane.proxy.halfOpen(DEAF_MS);
      return `connections are deaf for ${DEAF_MS} ms`;
    default:
      throw new TypeError(`\`${kind}\` strikes at places only.`);
  }
}

async function exitOf({ run, worker }: Scene): Promise<string | undefined> {
  run.lane.expectEnd(worker);
  const { code } = await worker.exited;
  await run.lane.replace(worker);
  return code === ORDERED_EXIT ? `worker ${worker.pid} ended with code ${code}` : undefined;
}

/** The worker's own word, right before it does as it was told. */
async function struckOf({ run, report }: Scene): Promise<string> {
  await run.heardLater(({ moment, activityId }) => moment === 'struck' && activityId === report.activityId);
  return `${report.activity} did as it was told`;
}

function counted(count: number, what: string): string | undefined {
  return count > 0 ? `${count} ${what}` : undefined;
}

function proven(proof: string | undefined): Struck {
  return { proof: Promise.resolve(proof) };
}
