/** The random mode of the fault kit: a sample of what `npm run faults -- --example complaint --random 1000` does at length. */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tryRandom, type CalmStep, type FaultKind, type PlannedFault } from '../../src/testing';
import { wordsOf } from '../../src/testing/faults/fault';
import { brokenBuild } from './fixtures/broken-build';
import { faultSubject } from './fixtures/fault-subject';

const WORKER = 'test/server/fixtures/fault-worker.js';

/** One batch. */
const RUNS = 8;

/** Enough attempts that were killed use any budget up. */
const limited = (result: unknown): boolean => JSON.stringify(result).includes('budget');

test('runs survive many faults at random moments, with two workers that are replaced every half second', async () => {
  const { runs, kills } = await tryRandom('desk', {
    ...faultSubject(resolve('lib', WORKER), { limited }),
    ...{ runs: RUNS, seed: 60, shrinks: false },
  });
  expect(runs.flatMap(({ violations }) => violations)).toEqual([]);
  expect(runs.length).toBe(RUNS);
  expect(kills).toBeGreaterThan(0);
  expect(runs.some(({ interrupted }) => interrupted > 0)).toBe(true);
}, 600_000);

/** A third attempt that adds to what Claude said. */
const ADDS = [
  'src/activities/call-claude.js',
  'return result;',
  "return attempts.counted > 2 ? { ...result, content: [{ type: 'text', text: 'Well.' }, ...result.content] } : result;",
] as const;

/** Which faults at which of the steps; the two in the middle are the ones that it takes. */
const TWELVE: readonly (readonly [FaultKind, RegExp])[] = [
  ['claude:overloaded', /^scout.1.t1.claude/],
  ['tool:throw', /^scout.1.t1.0/],
  ['claude:server_error', /^scout.1.t2.claude/],
  ['pause', /^scout.1.t2.0/],
  ['claude:overloaded', /^clerk.1.t1.claude/],
  ['claude:error_event', /^clerk.1.t2.claude/],
  ['tool:throw', /^clerk.1.t1.0/],
  ['claude:reset', /^clerk.1.t2.claude/],
  ['claude:bad_gateway', /^scout.1.t3.claude/],
  ['claude:clean_end', /^clerk.1.t3.claude/],
  ['resetActivity', /^scout.1.t1.0/],
  ['claude:server_error', /^clerk.1.t4.claude/],
];

function twelve(steps: readonly CalmStep[]): readonly PlannedFault[] {
  return TWELVE.map(([kind, pattern]) => {
    const step = steps.find((one) => pattern.test(one.step))?.step;
    if (step === undefined) throw new Error(`A calm run has no step like ${String(pattern)}.`);
    return { kind, at: { step, moment: kind.startsWith('tool:') ? 'run' : 'during' } };
  });
}

test('of twelve faults that break a planted mistake, the two that it takes are found by running fewer', async () => {
  const root = brokenBuild([ADDS]);
  const subject = faultSubject(join(root, 'lib', WORKER), { root });
  const planned: PlannedFault[] = [];
  const faults = (steps: readonly CalmStep[]) => {
    planned.push(...twelve(steps));
    return planned;
  };
  const { runs } = await tryRandom('desk', { ...subject, runs: 1, faults });
  const [run] = runs;
  rmSync(root, { recursive: true });
  expect(run?.faults.length).toBe(planned.length);
  expect(run?.violations).toEqual([expect.stringMatching(/^transcript: /)]);
  expect(run?.needed).toEqual([planned[5]!, planned[7]!].map(wordsOf));
}, 600_000);
