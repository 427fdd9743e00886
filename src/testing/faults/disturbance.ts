/**
 * A lane under random faults: two workers without caches, replaced while runs are open. Apart from what is run there,
 * because shrinking does the same with fewer faults.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault';
import type { Lane } from './lane';
import { timeOf } from './random-plan';
import type { Seen } from './seen';
import type { Stage } from './stage';
import { disturb } from './strike';

/** Replacements that stand by when a batch begins: a kill every half second for three seconds, and what comes up meanwhile. */
const SPARES = 6;

/** How often it is looked whether all runs have begun. */
const LOOK_EVERY_MS = 20;

/** What came of runs under the same disturbances. */
export interface Disturbed {
  readonly seen: readonly Seen[];
  /** Workers that were killed while a run was open. */
  readonly kills: number;
  /** For each run, how many of these kills took a worker that was in the middle of a step of it. */
  readonly interrupted: readonly number[];
}

/** Opens such a lane. */
export function openDisturbedLane(stage: Stage): Promise<Lane> {
  return stage.lane({ workers: 2, overrides: { maxCachedWorkflows: 0, maxCachedTranscripts: 0 } });
}

/** Whether a fault strikes at a time, and so hits all runs of its lane. */
export function isTimed({ at }: Fault): boolean {
  return 'ms' in at;
}

/** Runs these plans at the same time, and does meanwhile what hits them all. */
export async function together(
  stage: Stage,
  lane: Lane,
  shared: readonly Fault[],
  plans: readonly (readonly Fault[])[],
): Promise<Disturbed> {
  if (shared.some(({ kind }) => kind === 'kill')) lane.warm(SPARES);
  await lane.warmed(SPARES);
  const over = new AbortController();
  const killsBefore = lane.kills;
  const running = plans.map((own) => stage.run(lane, [...own, ...shared]));
  const disturbed = disturbAll(stage, lane, shared, over.signal);
  const seen = await Promise.all(running);
  over.abort();
  const interrupted = await disturbed;
  const counts = seen.map(({ workflowId }) => interrupted.filter((id) => id === workflowId).length);
  return { seen, kills: lane.kills - killsBefore, interrupted: counts };
}

/** Gives the ids of runs that lost a worker in the middle of a step, once for each loss. */
async function disturbAll(
  stage: Stage,
  lane: Lane,
  faults: readonly Fault[],
  over: AbortSignal,
): Promise<readonly string[]> {
  const interrupted: string[] = [];
  while (!over.aborted && stage.openRuns(lane).some(({ heard }) => heard.length === 0)) await pause(LOOK_EVERY_MS);
  const startedAt = Date.now(); // a run that has not begun can't be interrupted
  for (const fault of faults) {
    const dueInMs = Math.max(0, startedAt + timeOf(fault) - Date.now());
    await pause(dueInMs, undefined, { signal: over }).catch(() => undefined);
    if (fault.kind === 'kill') await lane.warmed(); // two workers serve, but for the moment of replacing one
    if (over.aborted) break;
    const met = stage.openRuns(lane);
    const [victim] = lane.workers;
    if (fault.kind === 'kill' && victim)
      interrupted.push(...met.filter((run) => run.isUnderWay(victim.pid)).map(({ id }) => id));
    const proof = await disturb(fault.kind, lane);
    if (proof !== undefined) for (const run of met) run.proofs.set(fault, proof);
  }
  return interrupted;
}
