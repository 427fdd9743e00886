/** Finds the few faults of a violated run that suffice, by running it again and again on the real thing with fewer of them. */
import { judge } from './campaign';
import { ddmin } from './ddmin';
import { isTimed, together } from './disturbance';
import { ruleOf, type Fault } from './fault';
import type { Lane } from './lane';
import type { Seen } from './seen';
import type { Stage } from './stage';

/** A run takes some seconds; a violation that needs more tries than this is printed as it is. */
const MAX_RUNS = 60;

/** Runs at once, where their faults reach nobody else. */
const AT_ONCE = 6;

/** The faults that suffice for one of the same violations; undefined where it does not happen again. */
export async function shrink(
  stage: Stage,
  calm: Seen,
  lane: Lane,
  faults: readonly Fault[],
  violations: readonly string[],
): Promise<readonly Fault[] | undefined> {
  const names = new Set(violations.map(nameOf));
  const without = names.has('replay') ? (['fired'] as const) : (['fired', 'replay'] as const);
  const fails = async (some: readonly Fault[]): Promise<boolean> => {
    const own = some.filter((fault) => !isTimed(fault));
    const { seen } = await together(stage, lane, some.filter(isTimed), [own]);
    const [judged] = await judge(stage, calm, seen, { without });
    return judged?.violations.some((violation) => names.has(nameOf(violation))) ?? false;
  };
  if (!(await fails(faults))) return undefined;
  const isAlone = faults.every((fault) => !isTimed(fault) && ruleOf(fault.kind).hits === 'run');
  return ddmin(faults, fails, { maxTests: MAX_RUNS, atOnce: isAlone ? AT_ONCE : 1 });
}

/** The check that found it, or the sentence of an invariant. */
function nameOf(violation: string): string {
  return violation.split(':')[0] ?? violation;
}
