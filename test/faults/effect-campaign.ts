/**
 * Kills real worker processes before, inside and after the window of an effect, and looks at what happened outside. A
 * worker holds several calls at a time, each at its own place, and one SIGKILL hits them all.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { randomFrom } from '../../src/testing/faults/random-plan';
import type { Place } from '../../src/testing';
import { Lane } from '../../src/testing/faults/lane';
import { planFrom, TOOLS, WINDOWS, wrongWith, type Hit, type Planned, type ToolName, type Window } from './effect-plan';
import { openStage, type EffectStage } from './effect-stage';

/** How much is done. */
export interface CampaignOptions {
  readonly seed: number;
  /** Kills for each tool and each window, at the least. */
  readonly kills: number;
  /** Workers that are killed at the same time. */
  readonly lanes: number;
  /** Hears of each kill, and of what is wrong as soon as it is known. */
  readonly onRound?: (said: string) => void;
}

/** What came out of it. */
export interface EffectReport {
  readonly hits: readonly Hit[];
  /** SIGKILLs, each proven by the end of its process. */
  readonly sigkills: number;
  readonly violations: readonly string[];
}

/** Calls that one worker holds when it is killed. */
const CALLS_AT_ONCE = 8;

/** From the first call that is held to the kill, at most; below the heartbeat timeout. */
const PATIENCE_MS = 2_000;

/** An effect of `sendOnce` that is to be hit inside its window takes this long. */
const LONG_EFFECT_MS = 6_000;

/** Calls in flight, and whether they have come to their places. */
interface InFlight extends Planned {
  isHeld: boolean;
  reached(): void;
}

/** Runs until every cell has its kills, or the plan is through three times. */
export async function runCampaign({ seed, kills, lanes, onRound }: CampaignOptions): Promise<EffectReport> {
  const inFlight = new Map<string, InFlight>();
  const stage = await openStage(({ moment, id }) => heldAt(inFlight.get(id), moment));
  const random = randomFrom(seed);
  const hits: Hit[] = [];
  const violations: string[] = [];
  let sigkills = 0;
  try {
    const open = await Promise.all(Array.from({ length: lanes }, (_, at) => openLane(stage, at, inFlight)));
    const missing = (tool: ToolName, window: Window) => Math.max(0, kills - hits.filter(isIn(tool, window)).length);
    for (let pass = 0; pass < 3; pass++) {
      const plan = planFrom(random, missing);
      const work = async (lane: Lane): Promise<void> => {
        while (plan.length > 0) {
          const round = await killRound(stage, lane, inFlight, plan.splice(0, CALLS_AT_ONCE));
          sigkills++;
          hits.push(...round);
          const wrong = round.flatMap((hit) =>
            wrongWith(hit).map((what) => `${hit.tool} ${hit.window} (held at ${hit.held}) ${hit.id}: ${what}`),
          );
          violations.push(...wrong);
          for (const violation of wrong) onRound?.(`VIOLATION ${violation}`);
          onRound?.(`${sigkills} SIGKILLs, ${hits.length} calls hit, ${violations.length} violations`);
        }
      };
      await Promise.all(open.map(work));
    }
    violations.push(...open.flatMap(({ accidents }) => accidents));
    await Promise.all(open.map((lane) => lane.close()));
  } finally {
    await stage.close();
  }
  return { hits, sigkills, violations };
}

const isIn =
  (tool: ToolName, window: Window) =>
  (hit: Hit): boolean =>
    hit.tool === tool && hit.window === window;

/** Never resolves where the call is held. */
function heldAt(call: InFlight | undefined, place: Planned['held']): Promise<void> {
  if (!call || call.isHeld || call.held !== place) return Promise.resolve();
  call.isHeld = true;
  call.reached();
  return new Promise(() => undefined);
}

function openLane(stage: EffectStage, at: number, inFlight: Map<string, InFlight>): Promise<Lane> {
  const onPlace = ({ moment, activity, workflowId }: Place): Promise<void> => {
    const isTool = (TOOLS as readonly string[]).includes(activity);
    return isTool && moment !== 'during' ? heldAt(inFlight.get(workflowId), moment) : Promise.resolve();
  };
  const module = __filename.endsWith('.js')
    ? join(__dirname, 'effect-worker.js')
    : join(__dirname, '../../lib/test/faults/effect-worker.js');
  const { address, env, workflowBundle } = stage;
  return Lane.open({
    taskQueue: `effects-${at}`,
    address,
    worker: { module, env, onPlace, overrides: { workflowBundle } },
  });
}

/** Starts the calls, kills their worker when they are held, and lets the next worker bring them to their ends. */
async function killRound(
  stage: EffectStage,
  lane: Lane,
  inFlight: Map<string, InFlight>,
  plan: readonly Planned[],
): Promise<Hit[]> {
  lane.warm();
  const held = plan.map(
    (planned) => new Promise<void>((reached) => inFlight.set(planned.id, { ...planned, isHeld: false, reached })),
  );
  const runs = await Promise.all(
    plan.map(({ id, tool, held: place }) => {
      const ms = tool === 'sendOnce' && place === 'started' ? { ms: LONG_EFFECT_MS } : {};
      const prompt = `CALL ${tool} ${JSON.stringify({ id, ...ms })}`;
      return stage.client.start('act', { id, taskQueue: lane.taskQueue, input: { prompt } });
    }),
  );
  await Promise.race(held).then(() => Promise.race([Promise.all(held), pause(PATIENCE_MS)]));
  const [worker] = lane.workers;
  if (!worker) throw new Error('The lane has no worker to kill.');
  for (const { id } of plan) Object.assign(inFlight.get(id) ?? {}, { isHeld: true }); // the next worker holds none of them
  const proof = lane.kill(worker); // the signal is sent before this returns
  const killedAt = Date.now();
  if ((await proof) === undefined) throw new Error(`Worker ${worker.pid} was not ended by the kill.`);
  const before = await effectsOf(stage, killedAt);
  await Promise.all(runs.map((run) => run.result()));
  const after = await effectsOf(stage, Infinity);
  return Promise.all(
    plan.map(async (planned) => {
      const { id } = planned;
      inFlight.delete(id);
      const startedAt = before.happened.find((line) => line.id === id && line.what === 'start')?.at;
      const window: Window = before.effects.some((effect) => effect.id === id)
        ? 'after'
        : startedAt === undefined
          ? 'before'
          : 'inside';
      return {
        ...{ ...planned, window, told: await toldOf(stage, id) },
        ...(startedAt !== undefined && { sinceStartMs: killedAt - startedAt }),
        happened: after.happened.filter((line) => line.id === id),
        effects: after.effects.filter((effect) => effect.id === id).map(({ ref }) => ref),
      };
    }),
  );
}

/** What had happened by then. Postgres takes back what a dead worker had not committed. */
async function effectsOf(stage: EffectStage, untilMs: number) {
  const happened = (await stage.log()).filter(({ at }) => at <= untilMs);
  const outside = happened.flatMap(({ what, id, ref = '' }) => (what === 'commit' ? [{ id, ref }] : []));
  return { happened, effects: [...outside, ...(await stage.rows())] };
}

/** The result of the call as Claude read it. */
async function toldOf({ client }: EffectStage, id: string): Promise<string> {
  const [conversation] = await client.transcript(id);
  return JSON.stringify(conversation?.messages[2]?.content ?? 'nothing');
}

/** The table of hits, for people. */
export function tableOf({ hits }: EffectReport): string {
  const rows = TOOLS.flatMap((tool) =>
    WINDOWS.map((window) => {
      const some = hits.filter(isIn(tool, window));
      const since = some
        .flatMap(({ sinceStartMs = NaN }) => (sinceStartMs >= 0 ? [sinceStartMs] : []))
        .sort((a, b) => a - b);
      const unknown = some.filter(({ told }) => told.includes('It is not known whether')).length;
      const twice = some.filter(({ happened }) => happened.filter(({ what }) => what === 'start').length > 1).length;
      const median = since.length > 0 ? `, median ${since[Math.floor(since.length / 2)]} ms after its start` : '';
      return `${tool.padEnd(8)} ${window.padEnd(6)} ${String(some.length).padStart(4)} killed${median}; started again ${twice}, told as unknown ${unknown}`;
    }),
  );
  return rows.join('\n');
}
