/**
 * Many faults at random moments: batches of runs on two workers without caches, one of which is replaced every half second.
 * What hits the workers hits all runs of a batch, so kills are counted once, however many runs they met.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowFunction } from '../../client';
import { calmRun, judge, placesOf, type Judged } from './campaign';
import { ddmin } from './ddmin';
import { wordsOf, type CalmStep, type Fault } from './fault';
import type { Lane } from './lane';
import { ownFaults, sharedFaults, timeOf, type Seed } from './random-plan';
import type { Seen } from './seen';
import { Stage } from './stage';
import { disturb } from './strike';
import type { Subject } from './subject';

/** What to run. */
export interface RandomOptions {
  /** How many runs. */
  readonly runs: number;
  /** Where the seeds begin; with `run` this one run of the batch alone. Default 1. */
  readonly seed?: number;
  readonly run?: number;
  /** Runs of one batch. Default 20. */
  readonly atOnce?: number;
  /** Looks for the faults that a violated run needs, by running it again. Default true. */
  readonly shrinks?: boolean;
  readonly onJudged?: (judged: RandomRun) => void;
}

/** One run of a batch. */
export interface RandomRun extends Judged {
  readonly seed: Seed;
  /** How many of its faults hit nobody else. */
  readonly own: number;
  /** Whether it ended at a limit of its own. */
  readonly isLimited: boolean;
  /** The few of its faults that suffice, in words, where they were looked for. */
  readonly needed?: readonly string[];
}

/** What came of it. */
export interface RandomReport {
  readonly runs: readonly RandomRun[];
  /** Workers that were killed: each kill met all runs of its batch that were open. */
  readonly kills: number;
  readonly ms: number;
}

const DEFAULT_AT_ONCE = 20;

/** A run takes some seconds; a violation that needs more tries than this is printed as it is. */
const MAX_SHRINK_RUNS = 40;

/** Runs under random faults. Never throws for what they find: the report says it. */
export async function tryRandom(
  workflow: string | WorkflowFunction,
  { runs, seed = 1, run, atOnce = DEFAULT_AT_ONCE, shrinks = true, onJudged, ...subject }: Subject & RandomOptions,
): Promise<RandomReport> {
  const startedAt = Date.now();
  const stage = await Stage.open(workflow, subject);
  try {
    const calm = await calmRun(stage);
    const seeds = Array.from({ length: runs }, (_, index) =>
      run === undefined ? { batch: seed + Math.floor(index / atOnce), run: index % atOnce } : { batch: seed, run },
    );
    const done: RandomRun[] = [];
    let kills = 0;
    for (let left = seeds; left.length > 0; left = left.slice(atOnce)) {
      const batch = await runBatch(stage, calm, left.slice(0, atOnce));
      kills += batch.kills;
      for (const one of batch.runs) {
        const needed = shrinks && one.violations.length > 0 ? await shrink(stage, calm, one.seed) : undefined;
        done.push({ ...one, ...(needed && { needed }) });
        onJudged?.(done.at(-1)!);
      }
    }
    return { runs: done, kills, ms: Date.now() - startedAt };
  } finally {
    await stage.close();
  }
}

async function runBatch(stage: Stage, calm: Seen, seeds: readonly Seed[]) {
  const steps = placesOf(calm);
  const shared = sharedFaults(seeds[0] ?? { batch: 0 });
  const { seen, kills } = await together(
    stage,
    shared,
    seeds.map((seed) => ownFaults(seed, steps)),
  );
  const judged = await judge(stage, calm, seen, { without: ['fired'] });
  const runs = judged.map((one, index): RandomRun => {
    const { isLimited = false, fired = [] } = seen[index] ?? {};
    const own = fired.filter((fault) => !shared.includes(fault)).length;
    return { ...one, seed: seeds[index] ?? { batch: 0, run: 0 }, own, isLimited };
  });
  return { runs, kills };
}

/** Runs these plans on two workers, and does meanwhile what hits them all. */
async function together(stage: Stage, shared: readonly Fault[], plans: readonly (readonly Fault[])[]) {
  const lane = await stage.lane({ workers: 2, overrides: { maxCachedWorkflows: 0, maxCachedTranscripts: 0 } });
  lane.warm();
  const over = new AbortController();
  const disturbed = disturbAll(stage, lane, shared, over.signal);
  const seen = await Promise.all(plans.map((own) => stage.run(lane, [...own, ...shared])));
  over.abort();
  await disturbed;
  const { kills } = lane;
  await lane.close();
  return { seen, kills };
}

async function disturbAll(stage: Stage, lane: Lane, faults: readonly Fault[], over: AbortSignal): Promise<void> {
  const startedAt = Date.now();
  for (const fault of faults) {
    await pause(Math.max(0, startedAt + timeOf(fault) - Date.now()), undefined, { signal: over }).catch(
      () => undefined,
    );
    if (over.aborted) return;
    const met = stage.openRuns(lane);
    const proof = await disturb(fault.kind, lane);
    if (proof !== undefined) for (const run of met) run.proofs.set(fault, proof);
  }
}

/** Runs a violated plan again and again with fewer faults; undefined where it never fails alone. */
async function shrink(stage: Stage, calm: Seen, seed: Seed): Promise<readonly string[] | undefined> {
  const steps: readonly CalmStep[] = placesOf(calm);
  let last: readonly Fault[] = [];
  const fails = async (faults: readonly Fault[]): Promise<boolean> => {
    const isTimed = ({ at }: Fault): boolean => 'ms' in at;
    const { seen } = await together(stage, faults.filter(isTimed), [faults.filter((fault) => !isTimed(fault))]);
    const [judged] = await judge(stage, calm, seen, { without: ['fired'] });
    last = seen[0]?.fired ?? [];
    return (judged?.violations.length ?? 0) > 0;
  };
  if (!(await fails([...ownFaults(seed, steps), ...sharedFaults(seed)]))) return undefined;
  return (await ddmin(last, fails, MAX_SHRINK_RUNS)).map(wordsOf);
}
