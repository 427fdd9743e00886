import type { Script } from '../../src/testing';
import { openLab, startLabWorker, type Lab } from './lab';
import { expectPrefixes } from './seen';

const TURNS = 60;
const CALLS = 14;

const script: Script = ({ body }) => {
  const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
  if (turn > TURNS) return { text: 'Done.' };
  const calls = Array.from({ length: CALLS }, (_, n) => ({
    name: 'echo',
    input: { text: `${turn}/${n}` },
    id: `toolu_${turn}_${n}`,
  }));
  return { thinking: `turn ${turn}`, toolUses: calls };
};

describe('a worker killed while it hands a transcript to the next run', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await openLab({ withWorker: false })), 60_000);
  afterAll(() => lab.close());

  test('loses nothing: a worker that knows nothing of the run goes on with the whole transcript', async () => {
    let reach: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const first = await startLabWorker(lab, ({ activity, moment }) => {
      if (activity !== 'carryTranscript' || moment !== 'after') return undefined;
      reach();
      return new Promise<void>(() => undefined); // held until it is killed
    });
    const running = lab.run('liveLong', { prompt: 'Live long.' }, script);
    await Promise.race([reached, running.then(() => Promise.reject(new Error('It never handed a transcript over.')))]);
    await first.kill();
    const second = await startLabWorker(lab);
    const { id, result } = await running;
    expect(result).toMatchObject({ kind: 'answer', output: 'Done.', turns: TURNS + 1, unaccountedNanoUsd: 0 });
    const [conversation] = await lab.client.transcript(id);
    expectPrefixes(conversation!, lab.simulator.requests);
    expect(lab.simulator.requests).toHaveLength(TURNS + 1);
    const { carried } = await lab.client.ledger(id);
    expect(carried!.turns).toBeGreaterThan(TURNS / 2);
    await second.kill();
  }, 120_000);
});
