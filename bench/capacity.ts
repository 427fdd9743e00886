/** How many runs does one worker carry, and what happens when another worker takes them over? */
import { connect } from '../src/client';
import { startTemporalServer } from '../src/testing';
import type { Answer, Extent, Row } from './answer';
import { startBare, startOurs, type Place } from './contestants';
import { gather, peakDuring, together } from './crowd';
import type { Job } from './job';
import { startModel, type Model } from './model/model';
import { usageOf } from './usage';
import { openWorld } from './world';

const WAITING = 1_000;
const AT_ONCE = 200;

/** Turns of each of those that run at once, with the answer. */
const STEPS_AT_ONCE = 3;
const BYTES = 5_000;

/** Ours and the bare loop, one after the other, each on a server of its own. */
export async function capacity({ isQuick, report }: Extent): Promise<Answer> {
  const [waiting, atOnce] = isQuick ? [6, 3] : [WAITING, AT_ONCE];
  const rows: Row[] = [];
  for (const name of ['ours', 'bare'] as const) {
    report(`capacity: ${name}, ${waiting} waiting, ${atOnce} at once`);
    const [server, world, model] = await Promise.all([startTemporalServer({ ui: false }), openWorld(), startModel()]);
    try {
      const place = { address: server.address, modelUrl: model.url, worldUrl: world.url };
      rows.push({ name, cells: await measureCrowd(name, place, model, { waiting, atOnce }) });
    } finally {
      await Promise.all([server.stop(), world.close(), model.close()]);
    }
  }
  return answerOf(rows, waiting, atOnce);
}

interface Sizes {
  readonly waiting: number;
  readonly atOnce: number;
}

async function measureCrowd(name: 'ours' | 'bare', place: Place, model: Model, { waiting, atOnce }: Sizes) {
  const start = name === 'ours' ? startOurs : startBare;
  const client = await connect({ address: place.address });
  let worker = await start(place);
  try {
    const rate = await together(client, worker, jobs('busy', atOnce, STEPS_AT_ONCE));
    await worker.stop();
    worker = await start(place);
    const idle = await memory(worker.pid);
    const crowd = await gather(client, name, jobs('wait', waiting, 1));
    await until(() => crowd.jobs.every(({ run }) => model.asked(run).length > 0));
    const full = await memory(worker.pid);
    const half = Math.floor(waiting / 2);
    const warm = await crowd.wake(crowd.jobs.slice(0, half));
    if (name === 'bare') return { rate, idle, full, warm, cold: 'lost' };
    await worker.stop();
    worker = await start(place);
    let cold = NaN;
    const peak = await peakDuring(worker.pid, async () => (cold = await crowd.wake(crowd.jobs.slice(half))));
    return { rate, idle, full, warm, cold, peak };
  } finally {
    await worker.stop();
    await client.close();
  }
}

function jobs(name: string, count: number, steps: number): readonly Job[] {
  return Array.from({ length: count }, (_, index) => ({ run: `${name}-${index}`, steps, bytes: BYTES }));
}

async function memory(pid: number): Promise<number> {
  return (await usageOf(pid)).bytes / 1_000_000;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 100));
}

function answerOf(rows: readonly Row[], waiting: number, atOnce: number): Answer {
  const half = Math.floor(waiting / 2);
  return {
    name: 'capacity',
    title: 'One worker with many runs',
    columns: [
      { key: 'rate', title: `turns a second, ${atOnce} at once`, digits: 1 },
      { key: 'idle', title: 'MB idle' },
      { key: 'full', title: `MB, ${waiting} waiting` },
      { key: 'warm', title: `s to wake ${half}`, digits: 1 },
      { key: 'cold', title: `s, ${half} on a new worker`, digits: 1 },
      { key: 'peak', title: 'its MB at most' },
    ],
    rows,
    notes: [
      'One sample each. Runs wait for a person after one reply of the model. To wake ours is a query and an Update with the hash of the arguments, then the tool and one more reply; the bare loop gets a signal. The worker was killed before the other half was woken, so that every run is replayed and every transcript read from history; the bare loop has lost its conversations then.',
    ],
    charts: [
      {
        ...{ title: 'Memory of a worker', kind: 'bar', unit: 'MB' },
        places: ['idle', `${waiting} waiting`, `${half} taken over`],
        series: rows.map(({ name, cells }) => ({
          name,
          values: ['idle', 'full', 'peak'].map((key) => (typeof cells[key] === 'number' ? cells[key] : null)),
        })),
      },
    ],
  };
}
