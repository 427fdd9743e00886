/** What does a turn cost beside a loop that has nothing but Temporal, and how much of it is the dev server's default? */
import { connect, type Client } from '../src/client';
import { startTemporalServer, type TemporalServer } from '../src/testing';
import type { Answer, Extent } from './answer';
import { startBare, startOurs, type Contestant } from './contestants';
import { startModel } from './model/model';
import { measured, type Measured } from './statistics';
import { startDefaultServer } from './temporal-default';
import { usageOf } from './usage';
import { openWorld, type World } from './world';

/** Goal for the time of a turn, beside the bare loop on the same server. */
const GOAL = 1.15;

/** Turns of one sample, and bytes of each tool's text: a short text, so that nothing hides the loop itself. */
const TURNS = 20;
const BYTES = 500;

/** Samples of each contestant, after one to warm up. */
const SAMPLES = 9;

interface Entry {
  readonly name: string;
  readonly server: TemporalServer;
  readonly client: Client;
  readonly contestant: Contestant;
}

/** One sample: everything a turn. */
interface Sample {
  readonly ms: number;
  readonly workerCpuMs: number;
  readonly serverCpuMs: number;
}

/** Measures ours and the bare loop on both servers, alternating. */
export async function overhead({ isQuick, report }: Extent): Promise<Answer> {
  const [turns, samples] = isQuick ? [3, 1] : [TURNS, SAMPLES];
  const [world, model] = await Promise.all([openWorld(), startModel()]);
  const servers = await Promise.all([startTemporalServer({ ui: false }), startDefaultServer()]);
  const entries: Entry[] = [];
  try {
    for (const [index, server] of servers.entries()) {
      const client = await connect({ address: server.address });
      const place = { address: server.address, modelUrl: model.url, worldUrl: world.url };
      for (const contestant of await Promise.all([startOurs(place), startBare(place)])) {
        entries.push({ name: `${contestant.name}${index === 0 ? '' : ', default flags'}`, server, client, contestant });
      }
    }
    const taken = await alternate(entries, samples, (entry, round) => {
      report(`overhead: round ${round} of ${samples}, ${entry.name}`);
      return sample(entry, world, turns, round);
    });
    return answerOf(entries, taken, turns);
  } finally {
    await Promise.all(entries.map(({ contestant }) => contestant.stop()));
    await Promise.all(entries.map(({ client }) => client.close()));
    await Promise.all([...servers.map((server) => server.stop()), world.close(), model.close()]);
  }
}

/** Round 0 warms up; the order turns round after each, so that no one is always first. */
async function alternate(
  entries: readonly Entry[],
  rounds: number,
  take: (entry: Entry, round: number) => Promise<Sample>,
): Promise<ReadonlyMap<Entry, readonly Sample[]>> {
  const taken = new Map<Entry, Sample[]>(entries.map((entry) => [entry, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const entry of round % 2 === 0 ? entries : [...entries].reverse()) {
      const one = await take(entry, round);
      if (round > 0) taken.get(entry)?.push(one);
    }
  }
  return taken;
}

async function sample({ name, server, client, contestant }: Entry, world: World, turns: number, round: number) {
  const run = `${name.replace(/\W+/g, '-')}:${round}`;
  const pids = [contestant.pid, server.pid ?? 0];
  const before = await Promise.all(pids.map(usageOf));
  await contestant.run(client.temporal, { run, steps: turns, bytes: BYTES });
  const after = await Promise.all(pids.map(usageOf));
  const [workerCpuMs = NaN, serverCpuMs = NaN] = after.map(
    (now, index) => (now.cpuMs - (before[index]?.cpuMs ?? 0)) / turns,
  );
  const arrivals = world.arrivals(run);
  const ms = ((arrivals.at(-1)?.atMs ?? NaN) - (arrivals[0]?.atMs ?? NaN)) / (arrivals.length - 1);
  return { ms, workerCpuMs, serverCpuMs };
}

function answerOf(entries: readonly Entry[], taken: ReadonlyMap<Entry, readonly Sample[]>, turns: number): Answer {
  const of = (entry: Entry, key: keyof Sample): number[] => (taken.get(entry) ?? []).map((one) => one[key]);
  const ratios = (entry: Entry): Measured => {
    const bare = entries.find(({ server, contestant }) => server === entry.server && contestant.name === 'bare');
    const beside = bare ? of(bare, 'ms') : [];
    return measured(of(entry, 'ms').map((ms, index) => ms / (beside[index] ?? NaN)));
  };
  const rows = entries.map((entry) => ({
    name: entry.name,
    cells: {
      ms: measured(of(entry, 'ms')),
      ratio: entry.contestant.name === 'bare' ? undefined : ratios(entry),
      workerCpuMs: measured(of(entry, 'workerCpuMs')),
      serverCpuMs: measured(of(entry, 'serverCpuMs')),
    },
  }));
  const [ours] = entries;
  const reached = ours ? ratios(ours).median : NaN;
  return {
    name: 'overhead',
    title: 'A turn beside a bare Temporal loop',
    columns: [
      { key: 'ms', title: 'ms a turn', digits: 1 },
      { key: 'ratio', title: '× bare', digits: 2 },
      { key: 'workerCpuMs', title: 'worker CPU ms a turn', digits: 1 },
      { key: 'serverCpuMs', title: 'server CPU ms a turn', digits: 1 },
    ],
    rows,
    notes: [
      `One call of the model (a local stub that answers at once) and one tool (one HTTP request) a turn; ${turns} turns a sample, contestants alternating, ratios within a round.`,
      `The goal is ${GOAL} × the bare loop: ${reached <= GOAL ? 'met' : 'missed'}.`,
    ],
    charts: [
      {
        ...{ title: 'A turn, median', kind: 'bar', unit: 'ms' },
        places: entries.map(({ name }) => name),
        series: [{ name: 'ms a turn', values: entries.map((entry) => measured(of(entry, 'ms')).median) }],
      },
    ],
  };
}
