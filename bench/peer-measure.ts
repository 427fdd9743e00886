/** One peer's figures: a short run, a long one, and one that is killed. */
import type { Cell, Column } from './answer';
import type { Job } from './job';
import type { Model } from './model/model';
import { startPeer, type PeerProcess } from './peer-process';
import { middleHalf } from './statistics';
import type { Arrival, World } from './world';

const SHORT = 20;
const LONG = 200;
const BYTES = 5_000;

/** Steps of the run that is killed, and the step whose call is open then. */
const KILLED_RUN = 10;
const KILLED_STEP = 5;

/** Longest recovery that is waited for. */
const PATIENCE_MS = 150_000;

/** The columns of the table, without the settings. */
export const PEER_COLUMNS: readonly Column[] = [
  { key: 'ms20', title: 'ms a step at 20', digits: 0 },
  { key: 'ms200', title: 'at 200', digits: 0 },
  { key: 'kb20', title: 'KB a step, 20 steps', digits: 1 },
  { key: 'kb200', title: '200 steps', digits: 1 },
  { key: 'died', title: 'ended by its limits' },
  { key: 'recovery', title: 'recovery s', digits: 1 },
  { key: 'start', title: 'of it start', digits: 1 },
  { key: 'killed', title: 'killed call arrived' },
  { key: 'again', title: 'done again beside it' },
];

/** What one peer is measured with. */
export interface PeerStage {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly world: World;
  readonly model: Model;
  readonly isQuick: boolean;
  readonly report: (line: string) => void;
}

/** Its row, and its times by step for the chart. */
export interface PeerFigures {
  readonly cells: Readonly<Record<string, Cell>>;
  readonly msAt: ReadonlyMap<number, number>;
}

/** Measures a peer from its start to its recovery. */
export async function measurePeer(stage: PeerStage): Promise<PeerFigures> {
  const long = { run: 'long', steps: stage.isQuick ? SHORT : LONG, bytes: BYTES };
  let peer = await startPeer(stage.folder, stage.env);
  try {
    const short = { run: 'short', steps: SHORT, bytes: BYTES };
    await peer.start(short);
    const kb20 = (await peer.bytes(short)) / SHORT / 1_000;
    stage.report(`peers: ${long.steps} steps`);
    const end = await peer.start(long).then(
      () => undefined,
      (error: Error) => error.message,
    );
    const arrivals = stage.world.arrivals(long.run);
    const kb200 = (await peer.bytes(long)) / arrivals.length / 1_000;
    stage.report('peers: killed and started again');
    const recovered = await killAndRecover(stage, peer, (next) => (peer = next));
    const died = end === undefined ? 'no' : `step ${arrivals.length + 1}: ${end.slice(0, 60)}`;
    const at = (step: number, window: number): Cell => timesBefore(arrivals, step, window);
    const cells = { ms20: at(SHORT, 15), ms200: end === undefined ? at(long.steps, 20) : undefined, kb20, kb200, died };
    return { cells: { ...cells, ...recovered }, msAt: new Map(medians(arrivals)) };
  } finally {
    await peer.kill();
  }
}

function timesBefore(arrivals: readonly Arrival[], step: number, window: number) {
  const times = arrivals.slice(Math.max(0, step - window - 1), step).map(({ atMs }) => atMs);
  return middleHalf(times.slice(1).map((atMs, index) => atMs - (times[index] ?? NaN)));
}

function medians(arrivals: readonly Arrival[]): readonly (readonly [number, number])[] {
  return arrivals.map((_, index) => [index + 1, timesBefore(arrivals, index + 1, 15).median] as const);
}

/** Kills the process in the middle of a call, and looks what the next one does again. */
async function killAndRecover(
  { folder, env, world, model }: PeerStage,
  peer: PeerProcess,
  replace: (next: PeerProcess) => void,
): Promise<Readonly<Record<string, Cell>>> {
  const job: Job = { run: 'killed', steps: KILLED_RUN, bytes: BYTES };
  const reached = new Promise<void>((resolve) => {
    world.onArrival = ({ run, step }) => {
      if (run !== job.run || step !== KILLED_STEP) return undefined;
      world.onArrival = undefined;
      resolve();
      return new Promise<void>(() => undefined); // whoever asked is killed meanwhile
    };
  });
  const ended = peer.start(job);
  ended.catch(() => undefined); // when its process is killed
  await Promise.race([reached, ended.then(() => Promise.reject(new Error('The run ended before it was killed.')))]);
  await peer.kill();
  const killedAt = performance.now();
  const before = world.arrivals(job.run).length;
  const next = await startPeer(folder, env);
  replace(next);
  const start = (performance.now() - killedAt) / 1_000;
  const resumed = next.resume(job);
  resumed.catch(() => undefined); // what counts is the next call, below
  const goesOn = await arrivalAfter(world, job.run, before);
  if (!goesOn) return { start, recovery: `more than ${PATIENCE_MS / 1_000}` };
  const recovery = (goesOn.atMs - killedAt) / 1_000;
  const isDone = await Promise.race([resumed.then(() => true), pause(PATIENCE_MS)]);
  if (!isDone) return { start, recovery, killed: `the run did not end in ${PATIENCE_MS / 1_000} s` };
  return { start, recovery, ...repeated(world.arrivals(job.run), model.asked(job.run)) };
}

async function arrivalAfter(world: World, run: string, count: number): Promise<Arrival | undefined> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const next = world.arrivals(run)[count];
    if (next) return next;
    await pause(20);
  }
  return undefined;
}

/** Holds nobody up who has nothing else to do. */
function pause(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, ms, false).unref());
}

function repeated(arrivals: readonly Arrival[], asked: readonly number[]): Readonly<Record<string, Cell>> {
  const killed = arrivals.filter(({ step }) => step === KILLED_STEP);
  const [first, second] = killed;
  const told =
    second === undefined ? '' : first?.key !== undefined && first.key === second.key ? ', same key' : ', no key';
  const others = arrivals.length - killed.length - (KILLED_RUN - 1);
  const calls = asked.length - new Set(asked).size;
  return {
    killed: `${killed.length === 1 ? 'once' : killed.length === 2 ? 'twice' : `${killed.length} times`}${told}`,
    again: others + calls === 0 ? 'nothing' : `${others} tool calls, ${calls} model calls`,
  };
}
