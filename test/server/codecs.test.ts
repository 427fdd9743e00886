/** Runs whose payloads are compressed and encrypted: everything reads as without, and the server learns nothing. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDw } from '../../src/cli/program';
import { connect, type Ledger, type Step } from '../../src/client';
import { say, use, type Script } from '../../src/testing';
import { recordedTerminal } from '../cli/recorded-terminal';
import { historyOf, type RawEvent } from './history';
import { converterWith, encodingsIn, keys, openSealedLab, readableIn, type SealedLab } from './sealed';

let sealed: SealedLab;

beforeAll(async () => {
  sealed = await openSealedLab();
  await Promise.all([sealed.addWorker('sealed', converterWith('first')), sealed.addWorker('lab', undefined)]);
}, 90_000);
afterAll(() => sealed?.close());

const CANARY = /canary|hunter2|laboratory|hippopotamus/i;

/** A tool that answers, one that fails for good, one whose result is long; every word here is one that nobody may see. */
const script: Script = [
  use('echo', { text: 'canary in the arguments' }, { text: 'The canary thinks.', id: 'toolu_1' }),
  use('fail', { times: 9, how: 'throw' }, { id: 'toolu_2' }),
  use('read', { size: 400, of: 'hippopotamus' }, { id: 'toolu_3' }),
  say('The canary answers.'),
];
const ASK = { prompt: 'Canary in the prompt.', data: [{ source: 'mail', text: 'Canary in the data.' }] };

/** What a ledger says of a run, without what differs between any two: time, and what was in the prompt cache already. */
const told = ({ steps, totals }: Ledger) => ({
  steps: steps.map(({ startedAt: _, ms: __, tokens: ___, costNanoUsd: ____, ...step }) => step),
  toolCalls: totals.toolCalls,
  turns: totals.turns,
});

describe('a run under compression and encryption', () => {
  let id: string;
  let events: readonly RawEvent[];
  let costNanoUsd: number;
  const followed: Step[] = [];

  beforeAll(async () => {
    const { lab, client } = sealed;
    lab.simulator.setScript(script);
    const seen = lab.account();
    const run = await client.start('work', {
      ...{ id: 'work:sealed', taskQueue: 'sealed', input: ASK },
      ...{ memo: { note: 'Canary in the memo.' }, staticSummary: 'Canary in the summary.' },
    });
    for await (const step of run.follow()) followed.push(step);
    expect(await run.result()).toMatchObject({ kind: 'answer', output: 'The canary answers.' });
    lab.simulator.verifyUsed();
    id = run.id;
    ({ costNanoUsd } = seen());
    events = await historyOf(lab, id);
  }, 60_000);

  test('leaves nothing readable on the server: no prompt, argument, result, failure, summary', () => {
    expect(encodingsIn(events)).toEqual(new Set(['binary/encrypted']));
    expect(events.filter(({ userMetadata }) => userMetadata?.summary).length).toBeGreaterThan(3);
    expect(readableIn(events)).not.toMatch(CANARY);
    expect(readableIn(events)).toContain('Encoded failure');
  });

  test('has the transcript, ledger and steps of the same run without codecs', async () => {
    const { lab, client } = sealed;
    const plain = await lab.run('work', ASK, script);
    expect(readableIn(await historyOf(lab, plain.id))).toMatch(CANARY); // it is a way to find them
    expect(await client.transcript(id)).toEqual(await lab.client.transcript(plain.id));
    const ledger = await client.ledger(id);
    expect(ledger.totals.costNanoUsd).toBe(costNanoUsd);
    expect(told(ledger)).toEqual(told(await lab.client.ledger(plain.id)));
    expect(ledger.steps.map(({ error }) => error)).toContainEqual(expect.stringContaining('hunter2'));
    expect(new Set(followed.map(({ eventId }) => eventId))).toEqual(
      new Set(ledger.steps.map(({ eventId }) => eventId)),
    );
  }, 30_000);

  test('can be read by nobody without the key, who is told what is missing', async () => {
    const { lab } = sealed;
    await expect(lab.client.transcript(id)).rejects.toThrow(/`binary\/encrypted` can't be read.*dataConverter/);
    const stranger = await connect({ address: lab.server.address, dataConverter: converterWith('foreign') });
    await expect(stranger.ledger(id)).rejects.toThrow(/needs the encryption key `first`.*known are `foreign`/);
    await stranger.close();
  });
});

test('a failed workflow shows its reason to those who have the key, and to nobody else', async () => {
  const { lab, client } = sealed;
  const run = await client.start('work', { id: 'work:failing', taskQueue: 'sealed', input: { prompt: ' ' } });
  await expect(run.result()).rejects.toMatchObject({ cause: { message: expect.stringContaining('prompt is empty') } });
  expect(readableIn(await historyOf(lab, run.id))).not.toMatch(/prompt is empty|ask\.ts/);
}, 30_000);

test('an agent that lives longer than one run takes its encrypted transcript along', async () => {
  const { lab, client } = sealed;
  const [TURNS, CALLS] = [8, 4];
  const text = (): string => randomBytes(60_000).toString('base64'); // does not shrink to much less
  lab.simulator.setScript(({ body }) => {
    const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
    if (turn > TURNS) return say('Done.');
    const toolUses = Array.from({ length: CALLS }, (_, at) => ({
      ...{ name: 'swallow', input: { text: text() }, id: `toolu_${turn}_${at}` },
    }));
    return { toolUses, outputTokens: 100 };
  });
  const run = await client.start('liveLong', { id: 'liveLong:sealed', taskQueue: 'sealed', input: ASK });
  expect(await run.result()).toMatchObject({ kind: 'answer', output: 'Done.', turns: TURNS + 1 });
  const last = await client.ledger(run.id);
  expect(last.runId).not.toBe(run.runId);
  expect(last.carried!.turns + last.totals.turns).toBe(TURNS + 1);
  expect(last.carried!.toolCalls).toBe(last.carried!.turns * CALLS);
  expect((await client.transcript(run.id))[0]?.messages).toHaveLength(2 * TURNS + 2);
}, 60_000);

test('`dw show` and `dw transcript` read it with the config, and say without it what is missing', async () => {
  const { lab } = sealed;
  const folder = mkdtempSync(join(tmpdir(), 'dw-codecs-'));
  const config = join(folder, 'dw.config.js');
  const codecs = require.resolve('../../src/codecs');
  writeFileSync(
    config,
    `const { compression, dataConverterOf, encryption } = require(${JSON.stringify(codecs)});
     const key = encryption({ keys: { first: '${keys.first.toString('base64')}' }, current: 'first' });
     exports.default = { dataConverter: dataConverterOf({ codecs: [compression(), key] }) };`,
  );
  const environment = { ...process.env };
  process.env['TEMPORAL_ADDRESS'] = lab.server.address;
  try {
    const [blind, seeing] = [recordedTerminal(), recordedTerminal()];
    expect(await runDw(['show', 'work:sealed'], blind)).toBe(1);
    expect(blind.complained.join('\n')).toMatch(/`binary\/encrypted` can't be read/);
    for (const command of ['show', 'transcript']) {
      expect(await runDw([command, 'work:sealed', '--config', config], seeing)).toBe(0);
    }
    expect(seeing.written.join('\n')).toMatch(/hunter2[^]*The canary answers/);
  } finally {
    process.env = environment;
    rmSync(folder, { recursive: true });
  }
}, 30_000);
