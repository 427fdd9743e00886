/** Does a turn cost as much late as early, in bytes of history and in time? */
import { temporal } from '@temporalio/proto';
import { connect, type Client } from '../src/client';
import { readHistory, type HistoryEvent } from '../src/client/history-pages';
import { compression, dataConverterOf } from '../src/codecs';
import { parseActivityId } from '../src/common/activity-id';
import { startTemporalServer, type TemporalServer } from '../src/testing';
import type { Answer, Cell, Extent, Row } from './answer';
import { startOurs } from './contestants';
import { contentBytes, type Job } from './job';
import { startModel, type Model } from './model/model';
import { middleHalf } from './statistics';
import { usageOf } from './usage';
import { openWorld, type World } from './world';

/** Goal for plain histories with outputs of 5 KB: their bytes beside those of replies and outputs. */
const GOAL = 1.4;

/** Where the growing run is looked at; the last is the most that an agent inside a workflow may take. */
const TURNS = [20, 50, 100, 300];

/** Turns before each of these over which time is measured. */
const WINDOW = 19;

const KB = 1_000;

interface Setting {
  readonly bytes: number;
  readonly compress: boolean;
}

const SETTINGS: readonly Setting[] = [
  { bytes: 5 * KB, compress: false },
  { bytes: 5 * KB, compress: true },
  { bytes: 20 * KB, compress: false },
  { bytes: 20 * KB, compress: true },
];

/** One long run a setting, looked at as it grows. */
export async function growth({ isQuick, report }: Extent): Promise<Answer> {
  const looks = isQuick ? [4] : TURNS;
  const rows: Row[] = [];
  const [server, world, model] = await Promise.all([startTemporalServer({ ui: false }), openWorld(), startModel()]);
  try {
    for (const setting of isQuick ? SETTINGS.slice(0, 2) : SETTINGS) {
      report(`growth: ${nameOf(setting)}, ${looks.at(-1)} turns`);
      rows.push(...(await grow({ server, world, model }, setting, looks)));
    }
  } finally {
    await Promise.all([server.stop(), world.close(), model.close()]);
  }
  return answerOf(rows, looks);
}

interface Stage {
  readonly server: TemporalServer;
  readonly world: World;
  readonly model: Model;
}

async function grow({ server, world, model }: Stage, setting: Setting, looks: readonly number[]): Promise<Row[]> {
  const { bytes, compress } = setting;
  const turns = looks.at(-1) ?? 0;
  const job: Job = { run: `growth-${bytes}-${compress ? 'compressed' : 'plain'}`, steps: turns - 1, bytes };
  const place = { address: server.address, modelUrl: model.url, worldUrl: world.url };
  const client = await connect({
    address: server.address,
    ...(compress && { dataConverter: dataConverterOf({ codecs: [compression()] }) }),
  });
  const ours = await startOurs(place, { compress });
  const cpuAt = watchCpu(world, job, ours.pid, looks);
  try {
    await ours.run(client.temporal, job);
    const sizes = await bytesByTurn(client, job.run);
    const arrivals = world.arrivals(job.run);
    return looks.map((turn) => {
      const times = arrivals.slice(Math.max(0, turn - 1 - WINDOW), turn - 1).map(({ atMs }) => atMs);
      const [from, to] = [cpuAt.get(turn - 1 - WINDOW), cpuAt.get(turn - 1)];
      const historyBytes = sizes[turn - 1] ?? NaN;
      return {
        name: nameOf(setting),
        cells: {
          turn,
          kilobytes: historyBytes / KB,
          ratio: historyBytes / contentBytes(job, turn),
          ms: middleHalf(times.slice(1).map((at, index) => at - (times[index] ?? NaN))),
          cpuMs: from !== undefined && to !== undefined ? (to - from) / WINDOW : undefined,
        },
      };
    });
  } finally {
    await ours.stop();
    await client.close();
  }
}

/** The worker's CPU time at the beginning and the end of each window. */
function watchCpu(world: World, { run }: Job, pid: number, looks: readonly number[]): ReadonlyMap<number, number> {
  const seen = new Map<number, number>();
  const wanted = new Set(looks.flatMap((turn) => [Math.max(1, turn - 1 - WINDOW), turn - 1]));
  world.onArrival = async (arrival) => {
    if (arrival.run === run && wanted.has(arrival.step)) seen.set(arrival.step, (await usageOf(pid)).cpuMs);
  };
  return seen;
}

/** History bytes up to the reply of each turn, as the server encodes its events. */
async function bytesByTurn({ temporal: client }: Client, workflowId: string): Promise<readonly number[]> {
  const { runId } = await client.workflow.getHandle(workflowId).describe();
  const sizes: number[] = [];
  let sum = 0;
  for await (const event of readHistory(client, { workflowId, runId }, { whole: true })) {
    if (isCall(event)) sizes.push(sum); // the turn before ends where the next one is scheduled
    sum += temporal.api.history.v1.HistoryEvent.encode(event).finish().length;
  }
  return [...sizes.slice(1), sum];
}

function isCall({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent): boolean {
  return parseActivityId(scheduled?.activityId ?? '')?.kind === 'call';
}

function nameOf({ bytes, compress }: Setting): string {
  return `${bytes / KB} KB a tool call${compress ? ', compressed' : ''}`;
}

function answerOf(rows: readonly Row[], looks: readonly number[]): Answer {
  const names = [...new Set(rows.map(({ name }) => name))];
  const valueOf = (name: string, turn: number, key: string): Cell =>
    rows.find((row) => row.name === name && row.cells['turn'] === turn)?.cells[key];
  const worst = Math.max(...looks.map((turn) => Number(valueOf(nameOf(SETTINGS[0]!), turn, 'ratio'))));
  const places = looks.map(String);
  const median = (cell: Cell): number | null => (typeof cell === 'object' ? cell.median : null);
  return {
    name: 'growth',
    title: 'A run as it grows',
    columns: [
      { key: 'turn', title: 'turns' },
      { key: 'kilobytes', title: 'history KB' },
      { key: 'ratio', title: '× replies and outputs', digits: 2 },
      { key: 'ms', title: 'ms a turn', digits: 1 },
      { key: 'cpuMs', title: 'worker CPU ms a turn', digits: 1 },
    ],
    rows,
    notes: [
      `Replies of 300 bytes with one call each. History without what follows the last reply; time and CPU over the ${WINDOW} turns before, with the middle half of them in brackets.`,
      `The goal is ${GOAL} × the bytes of replies and outputs at 5 KB: ${worst <= GOAL ? 'met' : 'missed'}. 300 turns are the most for an agent inside a workflow.`,
    ],
    charts: [
      {
        ...{ title: 'History as a run grows', kind: 'line', unit: 'KB', places },
        series: names.map((name) => ({
          name,
          values: looks.map((turn) => Number(valueOf(name, turn, 'kilobytes'))),
        })),
      },
      {
        ...{ title: 'Time of a turn as a run grows', kind: 'line', unit: 'ms', places },
        series: names.map((name) => ({ name, values: looks.map((turn) => median(valueOf(name, turn, 'ms'))) })),
      },
    ],
  };
}
