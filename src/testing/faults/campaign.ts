/** Runs many runs under faults on one stage, several at once, and checks each against a calm one. */
import { Semaphore } from '../../common/semaphore';
import { violationsOf, type CheckName } from './checks';
import { ruleOf, wordsOf, type Fault, type FaultRule } from './fault';
import { stepsOf } from './fault-run';
import type { Lane } from './lane';
import type { Seen } from './seen';
import type { Stage } from './stage';

/** One run and what is wrong with it. */
export interface Judged {
  /** Its faults in words, in their order. */
  readonly faults: readonly string[];
  readonly workflowId: string;
  readonly proofs: readonly string[];
  readonly violations: readonly string[];
  readonly ms: number;
}

/** How a campaign is run. */
export interface CampaignOptions {
  /** Lanes of their own for faults that hit a worker. Default 4. */
  readonly lanes?: number;
  /** Runs at once on the lane that the others share. Default 6. */
  readonly shared?: number;
  /** Checks that are left out. */
  readonly without?: readonly CheckName[];
  /** Hears of each run as it ends. */
  readonly onJudged?: (judged: Judged) => void;
}

const DEFAULT_LANES = 4;
const DEFAULT_SHARED = 6;

/** Runs that are replayed and judged together. */
const JUDGED_AT_ONCE = 12;

/** What runs in parallel may share a workflow task, so a place can be missing in one run and be there in the next. */
const PLACE_TRIES = 6;

/** The run that all others are compared with. Throws where it does not end well by itself. */
export async function calmRun(stage: Stage, options: CampaignOptions = {}): Promise<Seen> {
  const lane = await stage.lane();
  const seen = await stage.run(lane, []);
  const { without = [] } = options;
  const [judged] = await judge(stage, seen, [seen], { without });
  await lane.close();
  if (seen.end === 'completed' && judged?.violations.length === 0) return seen;
  throw new Error(
    `Without a fault the workflow ends as ${seen.end}: ${JSON.stringify(seen.result)}. ${judged?.violations.join('; ')}`,
  );
}

/** One run for each list of faults, in lanes by whom they hit. */
export async function runAll(
  stage: Stage,
  calm: Seen,
  plans: readonly (readonly Fault[])[],
  options: CampaignOptions = {},
): Promise<readonly Judged[]> {
  const { lanes = DEFAULT_LANES, shared = DEFAULT_SHARED } = options;
  const hit = (whom: FaultRule['hits']): readonly (readonly Fault[])[] => plans.filter((plan) => hitBy(plan) === whom);
  const [own, worker, server] = [hit('run'), hit('worker'), hit('server')];
  const judging = judgeInTurns(stage, calm, options);
  await Promise.all([
    inLanes(stage, worker, { lanes: Math.min(lanes, worker.length), at: 1 }, judging.add),
    inLanes(stage, own, { lanes: Math.min(1, own.length), at: shared }, judging.add),
  ]);
  // Afterwards, because a restart reaches everybody: all that want one share it.
  await inLanes(stage, server, { lanes: Math.min(1, server.length), at: shared }, judging.add);
  return judging.end();
}

/** Judges runs some at a time: replaying starts a process, and whole histories are not kept for long. */
function judgeInTurns(stage: Stage, calm: Seen, options: CampaignOptions) {
  const oneTurn = new Semaphore(1);
  const judged: Judged[] = [];
  let waiting: Seen[] = [];
  const turn = (): Promise<void> =>
    oneTurn.run(async () => {
      const runs = waiting.splice(0);
      if (runs.length > 0) judged.push(...(await judge(stage, calm, runs, options)));
    });
  return {
    add: async (seen: Seen): Promise<void> => {
      waiting = [...waiting, seen];
      if (waiting.length >= JUDGED_AT_ONCE) await turn();
    },
    end: async (): Promise<readonly Judged[]> => {
      await turn();
      return judged;
    },
  };
}

/** The widest reach of a plan's faults. */
function hitBy(plan: readonly Fault[]): FaultRule['hits'] {
  const hits = plan.map(({ kind }) => ruleOf(kind).hits);
  return hits.find((one) => one === 'server') ?? hits.find((one) => one === 'worker') ?? 'run';
}

async function inLanes(
  stage: Stage,
  plans: readonly (readonly Fault[])[],
  { lanes, at }: { lanes: number; at: number },
  add: (seen: Seen) => Promise<void>,
): Promise<void> {
  const left = [...plans];
  const work = async (lane: Lane): Promise<void> => {
    for (let plan = left.shift(); plan; plan = left.shift()) await add(await tried(stage, lane, plan));
  };
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      const lane = await stage.lane();
      if (at === 1) lane.warm();
      await Promise.all(Array.from({ length: at }, () => work(lane)));
      await lane.close();
    }),
  );
}

async function tried(stage: Stage, lane: Lane, plan: readonly Fault[]): Promise<Seen> {
  for (let round = 1; ; round++) {
    const seen = await stage.run(lane, plan);
    if (seen.missed.length === 0 || round === PLACE_TRIES) return seen;
  }
}

/** Replays these runs offline and checks each. */
export async function judge(
  stage: Stage,
  calm: Seen,
  runs: readonly Seen[],
  { without = [], onJudged }: CampaignOptions = {},
): Promise<readonly Judged[]> {
  const { subject, project, secret } = stage;
  const replayed = new Map(runs.map(({ workflowId, history }) => [workflowId, history]));
  const errors = without.includes('replay') ? new Map<string, string>() : await project.replay(replayed);
  const judged: Judged[] = [];
  for (const seen of runs) {
    const replayError = errors.get(seen.workflowId);
    const whole = { ...seen, ...(replayError !== undefined && { replayError }) };
    const secrets = [...(subject.secrets ?? []), secret];
    const own = (await subject.invariants?.(whole, calm)) ?? [];
    const one = {
      ...{
        faults: (without.includes('fired') ? seen.fired : seen.faults).map(wordsOf),
        workflowId: seen.workflowId,
        proofs: seen.proofs,
        ms: seen.ms,
      },
      violations: [...violationsOf(whole, calm, { ...subject, secrets }, without), ...own],
    };
    judged.push(one);
    onJudged?.(one);
  }
  return judged;
}

/** What can be hurt in the calm run. */
export function placesOf(calm: Seen): ReturnType<typeof stepsOf> {
  return stepsOf(calm.heard);
}
