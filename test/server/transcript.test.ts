import type { Outcome } from '../../src/workflows';
import type { Script } from '../../src/testing';
import { openLab, type Lab } from './lab';
import { expectPrefixes, requestsTo } from './seen';

const TURNS = 12;

/** Thinks, reads twice a turn, and answers in the end; a pure function of the request. */
const reads: Script = ({ body }) => {
  const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
  if (turn >= TURNS) return { thinking: 'enough', text: 'Done.' };
  const id = (n: number) => `toolu_${turn}_${n}`;
  return {
    thinking: `turn ${turn}`,
    text: `Reading for the ${turn}. time: grüße, 😀`,
    toolUses: [
      { name: 'read', input: { size: turn * 100, of: 'é' }, id: id(1) },
      { name: 'read', input: { size: 3 }, id: id(2) },
    ],
  };
};

describe('the transcript read from history is what Claude was sent', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await openLab({ withWorker: false })), 60_000);
  afterAll(() => lab.close());

  test('with a warm cache, reading only what is new', async () => {
    const worker = await lab.addWorker();
    const { id } = await lab.run('work', { prompt: 'Read.' }, reads);
    const [conversation] = await lab.client.transcript(id);
    expectPrefixes(conversation!, lab.simulator.requests);
    expect(worker.counts).toEqual({ cold: 1, delta: TURNS - 1, cached: 0 });
    await worker.stop();
  }, 60_000);

  test('with the cache off, reading everything each time', async () => {
    const worker = await lab.addWorker({ maxCachedTranscripts: 0 });
    const before = lab.simulator.requests.length;
    const { id } = await lab.run('work', { prompt: 'Read.' }, reads);
    const [conversation] = await lab.client.transcript(id);
    expectPrefixes(conversation!, lab.simulator.requests.slice(before));
    expect(worker.counts).toEqual({ cold: TURNS, delta: 0, cached: 0 });
    await worker.stop();
  }, 60_000);

  test('with two workers taking turns', async () => {
    const nothingCached = { maxCachedWorkflows: 0, maxEagerActivityReservationsPerWorkflowTask: 0 };
    const workers = [await lab.addWorker(nothingCached), await lab.addWorker(nothingCached)];
    const before = lab.simulator.requests.length;
    const { id } = await lab.run('work', { prompt: 'Read.' }, reads);
    const [conversation] = await lab.client.transcript(id);
    expectPrefixes(conversation!, lab.simulator.requests.slice(before));
    for (const { counts } of workers) expect(counts.cold).toBe(1);
    expect(workers.reduce((sum, { counts }) => sum + counts.cold + counts.delta, 0)).toBe(TURNS);
    await Promise.all(workers.map((worker) => worker.stop()));
  }, 60_000);

  test('with two agents side by side in one run', async () => {
    const worker = await lab.addWorker();
    const before = lab.simulator.requests.length;
    const both = { first: { prompt: 'Read.' }, second: { prompt: 'Help.' } };
    const { id, result } = await lab.run<Outcome<string>[]>('workTogether', both, reads);
    expect(result.map(({ kind }) => kind)).toEqual(['answer', 'answer']);
    const conversations = await lab.client.transcript(id);
    const seen = lab.simulator.requests.slice(before);
    expect(conversations.map(({ agent }) => agent).sort()).toEqual(['helper', 'worker']);
    for (const conversation of conversations) {
      expectPrefixes(conversation, requestsTo(seen, conversation.agent === 'worker' ? 'You work in' : 'You help in'));
    }
    await worker.stop();
  }, 60_000);

  test('while Updates are being rejected, which leave events that never become history', async () => {
    const worker = await lab.addWorker({ maxCachedTranscripts: 0 });
    const before = lab.simulator.requests.length;
    lab.simulator.setScript(reads);
    const run = await lab.client.start('workWhilePoked', {
      id: 'poked',
      taskQueue: lab.taskQueue,
      input: { prompt: 'Read.' },
    });
    const handle = lab.client.temporal.workflow.getHandle('poked');
    let rejected = 0;
    let isOver = false;
    const poking = (async () => {
      while (!isOver) {
        await handle.executeUpdate('poke', { args: [{ accept: false }] }).catch(() => rejected++);
      }
    })();
    expect(await run.result()).toMatchObject({ kind: 'answer' });
    isOver = true;
    await poking;
    expect(rejected).toBeGreaterThan(TURNS);
    const [conversation] = await lab.client.transcript('poked');
    expectPrefixes(conversation!, lab.simulator.requests.slice(before));
    expect(worker.counts.cold).toBe(TURNS);
    await worker.stop();
  }, 60_000);
});

describe('a reply that cannot stand', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await openLab()), 60_000);
  afterAll(() => lab.close());
  const twins = { toolUses: [1, 2].map((size) => ({ name: 'read', input: { size }, id: 'toolu_same' })) };

  test('is dropped and asked for once more, and leaves no trace in the transcript', async () => {
    const { id, result } = await lab.run('work', { prompt: 'Read.' }, [
      twins,
      { toolUses: [{ name: 'read', input: { size: 5 } }] },
      { text: 'Done.' },
    ]);
    expect(result).toMatchObject({ kind: 'answer', output: 'Done.', turns: 2 });
    const [conversation] = await lab.client.transcript(id);
    expect(conversation!.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(JSON.stringify(conversation)).not.toContain('toolu_same');
  }, 30_000);

  test('fails the run, typed, when it comes twice in a row', async () => {
    const failed = lab.run('work', { prompt: 'Read.' }, [twins, twins]);
    await expect(failed).rejects.toMatchObject({ cause: { type: 'MalformedReply' } });
  }, 30_000);
});
