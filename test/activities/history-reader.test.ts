/** Reading history: cold and by delta, never beyond the caller's own scheduling, once per event, from a bounded cache. */
import type { Info } from '@temporalio/activity';
import type { PayloadCodec } from '@temporalio/common';
import { defaultActivityInfo } from '@temporalio/testing';
import { HistoryReader } from '../../src/activities/history-reader';
import { FAILURE } from '../../src/common/failure-type';
import type { Recording } from '../../src/common/recording';
import { CALL_ACTIVITY } from '../../src/common/wire';
import { callId } from './call-rig';
import { RecordedRun } from './recorded-history';

/** A run of so many calls with replies, as many events as 14 a turn. */
async function runOf(turns: number, run = new RecordedRun()): Promise<RecordedRun> {
  await run.start({ prompt: 'Hello' });
  for (let turn = 1; turn <= turns; turn++) await addTurn(run, turn);
  return run;
}

async function addTurn(run: RecordedRun, turn: number): Promise<void> {
  const scheduled = await run.schedule(callId(turn), CALL_ACTIVITY, { v: 1, turn });
  await run.complete(scheduled, { v: 1, reply: turn });
  run.pad(12);
}

function infoOf(turn: number, more: Partial<Info> = {}): Info {
  return { ...defaultActivityInfo, activityId: callId(turn), ...more };
}

const read = (reader: HistoryReader, run: RecordedRun, turn: number, more: Partial<Info> = {}): Promise<Recording> =>
  reader.read(run.client(), infoOf(turn, more));
const runId = (id: string): Partial<Info> => ({ workflowExecution: { workflowId: 'w', runId: id } });

describe('a first read', () => {
  test('goes forward in pages of 64 up to the own scheduling, and no further', async () => {
    const run = await runOf(20);
    const reader = new HistoryReader();
    const recording = await read(reader, run, 12);
    expect(run.asked).toEqual([0, 64, 128].map((from) => ({ direction: 'forward', maximumPageSize: 64, from })));
    expect(recording.callIds()).toEqual(Array.from({ length: 12 }, (_, at) => callId(at + 1)));
    expect(await recording.reply(callId(11))).toEqual({ v: 1, reply: 11 });
    expect(recording.reply(callId(12))).toBeUndefined();
    expect(recording.upTo).toBe(recording.scheduledAt(callId(12)));
    expect(reader.counts).toEqual({ cold: 1, delta: 0, cached: 0 });
  });

  test('fails retryably where the history does not show the own scheduling, and a later one goes on', async () => {
    const run = await runOf(5);
    const reader = new HistoryReader();
    await expect(read(reader, run, 6)).rejects.toMatchObject({ type: FAILURE.transcriptGap, nonRetryable: false });
    await addTurn(run, 6);
    expect((await read(reader, run, 6)).callIds()).toHaveLength(6);
    expect(reader.counts.cold).toBe(1);
  });

  test('decodes what a codec had encoded, and only what is asked for', async () => {
    const decoded: number[] = [];
    const codec: PayloadCodec = {
      encode: async (payloads) => payloads.map((payload) => ({ ...payload, data: payload.data?.toReversed() ?? null })),
      decode: async (payloads) => {
        decoded.push(payloads.length);
        return payloads.map((payload) => ({ ...payload, data: payload.data?.toReversed() ?? null }));
      },
    };
    const run = await runOf(3, new RecordedRun(codec));
    const recording = await read(new HistoryReader(), run, 3);
    expect(decoded).toEqual([]);
    expect(await recording.input(callId(2))).toEqual({ v: 1, turn: 2 });
    expect(decoded).toEqual([1]);
  });

  test('is refused outside of a workflow', async () => {
    const { workflowExecution: _, ...info } = infoOf(1);
    const reading = new HistoryReader().read((await runOf(1)).client(), info);
    await expect(reading).rejects.toMatchObject({ type: FAILURE.invalidAgent, nonRetryable: true });
  });
});

describe('a later read', () => {
  test('goes backward in small pages, and only as far as needed', async () => {
    const run = await runOf(30);
    const reader = new HistoryReader();
    await read(reader, run, 30);
    run.asked.length = 0;
    await addTurn(run, 31);
    const recording = await read(reader, run, 31);
    expect(run.asked.map(({ direction, maximumPageSize }) => [direction, maximumPageSize])).toEqual(
      Array.from({ length: 4 }, () => ['reverse', 8]), // 27 events back to what is known
    );
    expect(recording.callIds()).toHaveLength(31);
    expect(await recording.reply(callId(30))).toEqual({ v: 1, reply: 30 });
    expect(reader.counts).toEqual({ cold: 1, delta: 1, cached: 0 });
  });

  test('goes forward where the server has no reverse call', async () => {
    const run = await runOf(10);
    run.hasReverse = false;
    const reader = new HistoryReader();
    await read(reader, run, 3);
    const recording = await read(reader, run, 10);
    expect(run.asked.at(-1)?.direction).toBe('forward');
    const replies = recording
      .callIds()
      .slice(0, 9)
      .map(async (id) => recording.reply(id));
    expect(await Promise.all(replies)).toEqual(Array.from({ length: 9 }, (_, at) => ({ v: 1, reply: at + 1 })));
    expect(recording.bytes).toBe((await read(new HistoryReader(), run, 10)).bytes);
  });

  test('passes other errors of the server on, and does not take the run for read', async () => {
    const run = await runOf(4);
    const reader = new HistoryReader();
    await read(reader, run, 2);
    run.beforePage = () => Promise.reject(Object.assign(new Error('down'), { code: 14 }));
    await expect(read(reader, run, 4)).rejects.toThrow('down');
    run.beforePage = () => Promise.resolve();
    expect((await read(reader, run, 4)).callIds()).toHaveLength(4);
  });

  test('of the same call, by a retry, asks nothing', async () => {
    const run = await runOf(3);
    const reader = new HistoryReader();
    await read(reader, run, 3);
    run.asked.length = 0;
    await read(reader, run, 3);
    await read(reader, run, 2);
    expect(run.asked).toEqual([]);
    expect(reader.counts).toEqual({ cold: 1, delta: 0, cached: 2 });
  });
});

test('events after the own scheduling are phantoms: never used, and real ones with their numbers are read later', async () => {
  const run = await runOf(1);
  const own = await run.schedule(callId(2), CALL_ACTIVITY, { v: 1, turn: 2 });
  run.phantoms = [1, 2].map((after) => ({ eventId: BigInt(own + after) }));
  const reader = new HistoryReader();
  const recording = await read(reader, run, 2);
  expect(recording.upTo).toBe(own);
  run.phantoms = [];
  await run.complete(own, { v: 1, reply: 2 });
  await run.schedule(callId(3), CALL_ACTIVITY, { v: 1, turn: 3 });
  expect(await (await read(reader, run, 3)).reply(callId(2))).toEqual({ v: 1, reply: 2 });
});

describe('reads at the same time', () => {
  test('of one run apply every event once', async () => {
    const run = await runOf(8);
    const reader = new HistoryReader();
    const recordings = await Promise.all([5, 8, 7, 8].map((turn) => read(reader, run, turn)));
    expect(new Set(recordings).size).toBe(1);
    expect(recordings[0]?.bytes).toBe((await read(new HistoryReader(), run, 8)).bytes);
    expect(reader.counts).toEqual({ cold: 1, delta: 1, cached: 2 });
  });

  test('of many cold runs are eight at the most', async () => {
    const run = await runOf(1);
    let open = 0;
    let most = 0;
    run.beforePage = async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
    };
    const reader = new HistoryReader();
    await Promise.all(Array.from({ length: 30 }, (_, at) => read(reader, run, 1, runId(`r${at}`))));
    expect(most).toBe(8);
  });
});

describe('the cache', () => {
  test('forgets the run that was not read for longest, which is then read anew', async () => {
    const run = await runOf(2);
    const reader = new HistoryReader({ maxCachedRuns: 2 });
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await read(reader, run, 2, runId(id));
    expect(reader.counts).toEqual({ cold: 4, delta: 0, cached: 2 });
  });

  test('may be switched off', async () => {
    const run = await runOf(2);
    const reader = new HistoryReader({ maxCachedRuns: 0 });
    const [first, second] = [await read(reader, run, 2), await read(reader, run, 2)];
    expect(second).not.toBe(first);
    expect(reader.counts).toEqual({ cold: 2, delta: 0, cached: 0 });
  });

  test('keeps runs of other namespaces and other runs of a workflow apart', async () => {
    const run = await runOf(2);
    const reader = new HistoryReader();
    const [one, two] = [{ workflowNamespace: 'one' }, { workflowNamespace: 'two' }];
    for (const more of [
      { ...runId('a'), ...one },
      { ...runId('a'), ...two },
      { ...runId('b'), ...one },
    ])
      await read(reader, run, 2, more);
    expect(reader.counts.cold).toBe(3);
  });
});
