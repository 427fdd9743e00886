/**
 * Many faults at random moments: batches of runs on two workers without caches, one of which is replaced every half second.
 * What hits the workers hits all runs of a batch, so kills are counted once, however many runs they met.
 */
import type { WorkflowFunction } from '../../client';
import { calmRun, judge, placesOf, type Judged } from './campaign';
import { isTimed, openDisturbedLane, together } from './disturbance';
import { wordsOf, type CalmStep, type Fault } from './fault';
import type { Lane } from './lane';
import { ownFaults, sharedFaults, type Seed } from './random-plan';
import type { Seen } from './seen';
import { shrink } from './shrink';
import { Stage } from './stage';
import type { Subject } from './subject';

/** What to run. */
export interface RandomOptions {
  /** How many runs. */
  readonly runs: number;
  /** Where the seeds begin; with `run` this one run of the batch alone. Default 1. */
  readonly seed?: number;
  readonly run?: number;
  /** Runs of one batch. Default 8. */
  readonly atOnce?: number;
  /** Batches at once, each on two workers of its own. Default 2: while one is under way, spares of the other come up. */
  readonly lanes?: number;
  /** Those of every run, instead of what the seed says: such as the few that were found to suffice. */
  readonly faults?: (steps: readonly CalmStep[]) => readonly Fault[];
  /** Looks for the faults that a violated run needs, by running it again. Default true. */
  readonly shrinks?: boolean;
  readonly onJudged?: (judged: RandomRun) => void;
}

/** One run of a batch. */
export interface RandomRun extends Judged {
  readonly seed: Seed;
  /** How many of its faults hit nobody else. */
  readonly own: number;
  /** How many of the kills took a worker that was in the middle of a step of this run. */
  readonly interrupted: number;
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

const DEFAULT_AT_ONCE = 8;
const DEFAULT_LANES = 2;

type Settings = Required<Pick<RandomOptions, 'shrinks'>> & Pick<RandomOptions, 'faults' | 'onJudged'>;

/** Runs under random faults. Never throws for what they find: the report says it. */
export async function tryRandom(
  workflow: string | WorkflowFunction,
  options: Subject & RandomOptions,
): Promise<RandomReport> {
  const { runs, seed = 1, run, atOnce = DEFAULT_AT_ONCE, lanes = DEFAULT_LANES, shrinks = true } = options;
  const { faults, onJudged, ...subject } = options;
  const startedAt = Date.now();
  const stage = await Stage.open(workflow, subject);
  try {
    const calm = await calmRun(stage);
    const left = run === undefined ? batchesOf(runs, seed, atOnce) : [[{ batch: seed, run }]];
    const settings = { shrinks, ...(faults && { faults }), ...(onJudged && { onJudged }) };
    const work = async () => {
      const lane = await openDisturbedLane(stage);
      const done: Batch[] = [];
      for (let seeds = left.shift(); seeds; seeds = left.shift())
        done.push(await runBatch(stage, calm, lane, seeds, settings));
      await lane.close();
      return done;
    };
    const batches = (await Promise.all(Array.from({ length: Math.min(lanes, left.length) }, work))).flat();
    const kills = batches.reduce((sum, batch) => sum + batch.kills, 0);
    return { runs: batches.flatMap((batch) => batch.runs), kills, ms: Date.now() - startedAt };
  } finally {
    await stage.close();
  }
}

type Batch = Pick<RandomReport, 'runs' | 'kills'>;

function batchesOf(runs: number, seed: number, atOnce: number): Seed[][] {
  return Array.from({ length: Math.ceil(runs / atOnce) }, (_, index) =>
    Array.from({ length: Math.min(atOnce, runs - index * atOnce) }, (_, of) => ({ batch: seed + index, run: of })),
  );
}

async function runBatch(
  stage: Stage,
  calm: Seen,
  lane: Lane,
  seeds: readonly Seed[],
  { shrinks, faults, onJudged }: Settings,
): Promise<Batch> {
  const steps = placesOf(calm);
  const given = faults?.(steps);
  const shared = given?.filter(isTimed) ?? sharedFaults(seeds[0] ?? { batch: 0 });
  const plans = seeds.map((seed) => given?.filter((fault) => !isTimed(fault)) ?? ownFaults(seed, steps));
  const { seen, kills, interrupted } = await together(stage, lane, shared, plans);
  const judged = await judge(stage, calm, seen, { without: ['fired'] });
  const runs: RandomRun[] = [];
  for (const [index, one] of judged.entries()) {
    const { isLimited = false, fired = [] } = seen[index] ?? {};
    const needed =
      shrinks && one.violations.length > 0 ? await shrink(stage, calm, lane, fired, one.violations) : undefined;
    const run = {
      ...{ ...one, isLimited, seed: seeds[index] ?? { batch: 0, run: 0 }, interrupted: interrupted[index] ?? 0 },
      ...{ own: fired.filter((fault) => !shared.includes(fault)).length },
      ...(needed && { needed: needed.map(wordsOf) }),
    };
    runs.push(run);
    onJudged?.(run);
  }
  return { runs, kills };
}
