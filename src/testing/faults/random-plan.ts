/** Plans of many faults from a seed: the same seed and the same calm run give the same plan. Pure. */
import { ruleOf, singleFaults, type CalmStep, type Fault, type FaultKind } from './fault';

/** A worker is replaced this often. */
export const REPLACE_EVERY_MS = 500;

/** After this long the workers are left alone, so that every run can end: a kill costs as much as a run. */
const DISTURBED_FOR_MS = 10_000;

/** Faults of one run beside those that hit all. */
const MOST_OWN = 5;

/** Disturbances of the connection in the time of one batch. */
const CONNECTION_FAULTS = 2;

/** A seed in words: a number for what hits all runs of a batch, and one for a run in it. */
export interface Seed {
  readonly batch: number;
  readonly run: number;
}

/** What hits all runs of a batch: workers replaced, connections disturbed, in the order of their times. */
export function sharedFaults({ batch }: Pick<Seed, 'batch'>): readonly Fault[] {
  const random = randomFrom(batch);
  const kills = Array.from({ length: DISTURBED_FOR_MS / REPLACE_EVERY_MS }, (_, index): Fault => {
    const ms = Math.round((index + random()) * REPLACE_EVERY_MS);
    return { kind: 'kill', at: { ms } };
  });
  const cuts = Array.from({ length: CONNECTION_FAULTS }, (): Fault => {
    const kind = pick(['cut', 'delay', 'halfOpen'] as const, random);
    return { kind, at: { ms: Math.round(random() * DISTURBED_FOR_MS) } };
  });
  return [...kills, ...cuts].sort((one, other) => timeOf(one) - timeOf(other));
}

/** What hits one run alone: faults that it has to hide, at random places. */
export function ownFaults({ batch, run }: Seed, steps: readonly CalmStep[]): readonly Fault[] {
  const random = randomFrom(batch * 1_000_003 + run + 1);
  const possible = singleFaults(steps).filter(({ kind }) => {
    const { hits, owed, needsCache } = ruleOf(kind);
    return hits === 'run' && owed === 'same' && !needsCache; // its workers have none
  });
  const kinds = [...new Set(possible.map(({ kind }) => kind))];
  const chosen = Array.from({ length: Math.floor(random() * (MOST_OWN + 1)) }, () => {
    const kind: FaultKind | undefined = pick(kinds, random);
    return pick(
      possible.filter((fault) => fault.kind === kind),
      random,
    );
  });
  return [...new Set(chosen.filter((fault) => fault !== undefined))];
}

/** When a timed fault strikes. */
export function timeOf({ at }: Fault): number {
  return 'ms' in at ? at.ms : 0;
}

/** Mulberry32: small, and good enough to choose places. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(from: readonly [T, ...T[]], random: () => number): T;
function pick<T>(from: readonly T[], random: () => number): T | undefined;
function pick<T>(from: readonly T[], random: () => number): T | undefined {
  return from[Math.floor(random() * from.length)];
}
