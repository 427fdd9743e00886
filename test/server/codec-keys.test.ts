/** Keys that change, are missing, or come later than the run: work waits for them and then goes on. */
import { connect } from '../../src/client';
import { compression, dataConverterOf, encryption } from '../../src/codecs';
import { say, use } from '../../src/testing';
import { historyOf, type RawEvent } from './history';
import { converterWith, encodingsIn, keyIdsIn, keys, openSealedLab, readableIn, until, type SealedLab } from './sealed';

let sealed: SealedLab;
beforeAll(async () => (sealed = await openSealedLab()), 90_000);
afterAll(() => sealed?.close());

const ASK = { prompt: 'Canary in the prompt.' };

/** The first workflow task that failed. */
const failedTask = (workflowId: string): Promise<RawEvent> =>
  until(async () => {
    const events = await historyOf(sealed.lab, workflowId);
    return events.find(({ workflowTaskFailedEventAttributes: failed }) => failed);
  });

test('a run goes on while the keys are rotated, and reads what either key wrote', async () => {
  const { lab, client } = sealed;
  let reachTurn: () => void = () => undefined;
  const underWay = new Promise<void>((resolve) => (reachTurn = resolve));
  lab.simulator.setScript(({ body }) => {
    const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
    if (turn === 2) reachTurn();
    return turn < 20 ? use('echo', { text: `turn ${turn}` }, { id: `toolu_${turn}` }) : say('Done.');
  });
  const grace = { shutdownGraceTime: '10s' } as const;
  const before = await sealed.addWorker('rotating', converterWith('first'), grace);
  const run = await client.start('work', { id: 'work:rotating', taskQueue: 'rotating', input: ASK });
  await underWay;
  await before.stop();
  await sealed.addWorker('rotating', converterWith('second', 'first'), grace);
  expect(await run.result()).toMatchObject({ kind: 'answer', output: 'Done.' });
  expect(keyIdsIn(await historyOf(lab, run.id))).toEqual(new Set(['first', 'second']));
  expect((await client.transcript(run.id))[0]?.messages).toHaveLength(40);
}, 60_000);

describe('a worker without the key', () => {
  test('fails workflow tasks, which are tried again, and the run goes on with one that has it', async () => {
    const { lab, client } = sealed;
    const poor = await sealed.addWorker('poor', converterWith('foreign'));
    lab.simulator.setScript([say('Done.')]);
    const run = await client.start('work', {
      id: 'work:poor',
      taskQueue: 'poor',
      input: ASK,
      workflowTaskTimeout: '1s',
    });
    const failed = await failedTask(run.id);
    expect(readableIn(failed)).not.toMatch(/canary/i);
    await poor.stop(); // it was still there: a payload that it can't read does not end a worker
    await sealed.addWorker('poor', converterWith('first', 'foreign'));
    expect(await run.result()).toMatchObject({ kind: 'answer', output: 'Done.' });
  }, 60_000);

  test('fails activities, which are tried again, and nothing is sent to Claude meanwhile', async () => {
    const { lab, client } = sealed;
    await sealed.addWorker('split', converterWith('first', 'foreign'), { enableNonLocalActivities: false });
    const poor = await sealed.addActivityWorker('split', converterWith('foreign'));
    const account = lab.account();
    lab.simulator.setScript([say('Done.')]);
    const run = await client.start('work', { id: 'work:split', taskQueue: 'split', input: ASK });
    const { namespace } = lab.client.temporal.options;
    await until(async () => {
      const execution = { workflowId: run.id };
      const service = lab.client.temporal.workflowService;
      const { pendingActivities } = await service.describeWorkflowExecution({ namespace, execution });
      return pendingActivities?.find(({ lastFailure }) => lastFailure);
    });
    expect(account().requests).toEqual([]);
    await poor.stop();
    await sealed.addActivityWorker('split', converterWith('first', 'foreign'));
    expect(await run.result()).toMatchObject({ kind: 'answer', output: 'Done.' });
  }, 60_000);
});

test('payloads in the clear are refused until they are accepted, and then the run goes on', async () => {
  const { lab } = sealed;
  const strict = await sealed.addWorker('migrating', converterWith('first'));
  lab.simulator.setScript([say('Done.')]);
  const run = await lab.client.start('work', {
    id: 'work:migrating',
    taskQueue: 'migrating',
    input: ASK,
    workflowTaskTimeout: '1s',
  });
  await failedTask(run.id);
  await strict.stop();
  const codec = encryption({ keys, current: 'first', acceptPlaintext: true });
  const converter = dataConverterOf({ codecs: [compression(), codec] });
  await sealed.addWorker('migrating', converter);
  const reader = await connect({ address: lab.server.address, dataConverter: converter });
  expect(await (await reader.run(run.id)).result()).toMatchObject({ kind: 'answer', output: 'Done.' });
  expect(encodingsIn(await historyOf(lab, run.id))).toEqual(new Set(['json/plain', 'binary/encrypted']));
  await reader.close();
}, 60_000);
