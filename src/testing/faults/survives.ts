/**
 * Puts a workflow under faults: runs it once in peace, learns from that where it can be hurt, then runs it again with one
 * fault at each place, with real processes and a real server, and compares.
 */
import type { WorkflowFunction } from '../../client';
import { calmRun, placesOf, runAll, type CampaignOptions, type Judged } from './campaign';
import { ruleOf, singleFaults, wordsOf, type Fault } from './fault';
import { Stage } from './stage';
import type { Subject } from './subject';

/** What to do, beside what the subject says. */
export interface SurvivesOptions extends CampaignOptions {
  /** Which faults; all by default. `words` describe one: `kill during resolver.1/t2/claude.0`. */
  readonly only?: (fault: Fault, words: string) => boolean;
  /** At most so many of them, spread evenly over kinds and places. */
  readonly sample?: number;
}

/** What came of it. */
export interface FaultReport {
  /** Steps and workflow tasks of the calm run. */
  readonly places: number;
  readonly runs: readonly Judged[];
  readonly ms: number;
}

/** A workflow's input; of one that is known by name only it may be anything. */
type InputOf<W extends WorkflowFunction> = [Parameters<W>[0]] extends [never] ? unknown : Parameters<W>[0];

/** Runs a workflow under one fault after the other. Throws `FaultsFound` where a run did not come out as it owes. */
export async function survives<W extends WorkflowFunction>(
  workflow: string | W,
  options: Subject<InputOf<W>> & SurvivesOptions,
): Promise<FaultReport> {
  const report = await tryFaults(workflow, options); // the stage passes the input on as it is
  if (report.runs.some(({ violations }) => violations.length > 0)) throw new FaultsFound(report);
  return report;
}

/** The same, and gives the report whatever it says. */
export async function tryFaults(
  workflow: string | WorkflowFunction,
  options: Subject & SurvivesOptions,
): Promise<FaultReport> {
  const startedAt = Date.now();
  const stage = await Stage.open(workflow, options);
  try {
    const calm = await calmRun(stage, options);
    const places = placesOf(calm);
    const { only = () => true, sample } = options;
    const wanted = singleFaults(places).filter((fault) => only(fault, wordsOf(fault)) && isPossible(fault, stage));
    const faults = spread(wanted, sample);
    const runs = await runAll(
      stage,
      calm,
      faults.map((fault) => [fault]),
      options,
    );
    return { places: places.length, runs, ms: Date.now() - startedAt };
  } finally {
    await stage.close();
  }
}

/** A run that did not come out as it owes. */
export class FaultsFound extends Error {
  override readonly name = 'FaultsFound';

  constructor(readonly report: FaultReport) {
    const bad = report.runs.filter(({ violations }) => violations.length > 0);
    const lines = bad.map(({ faults, workflowId, violations }) =>
      [`${faults.join(', ')} (${workflowId})`, ...violations.map((violation) => `  ${violation}`)].join('\n'),
    );
    super(
      `${bad.length} of ${report.runs.length} runs under faults did not come out as they should:\n${lines.join('\n')}`,
    );
  }
}

/** Somebody else's server is not killed. */
function isPossible({ kind }: Fault, { server }: Stage): boolean {
  return server.isOurs || ruleOf(kind).hits !== 'server';
}

/** So many of them, at even distances. */
function spread<T>(all: readonly T[], sample = all.length): readonly T[] {
  if (sample >= all.length) return all;
  return Array.from({ length: sample }, (_, index) => all[Math.floor((index * all.length) / sample)] as T); // in range
}
