/** What an agent did is taken back when it does not come to an answer, on a real server. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say, use, type ScriptedReply } from '../../src/testing';
import type { Booked } from './fixtures/lab-bookings';
import { openLab, startLabWorker, type Lab } from './lab';

const folder = mkdtempSync(join(tmpdir(), 'dw-compensation-'));
let files = 0;
const newFile = (): string => join(folder, String(++files));
const linesOf = (file: string): Booked[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Booked);
const told = (file: string): string[] => linesOf(file).map(({ did, undid }) => (did ? `+${did}` : `-${undid}`));
const book = (file: string, what: string, more: object = {}): ScriptedReply => use('book', { file, what, ...more });
const ASK = { prompt: 'Go.', onFailure: 'compensate' } as const;

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

const undosIn = async (id: string): Promise<string[]> =>
  (await lab.client.ledger(id)).steps
    .filter(({ name }) => name === 'undoEffect')
    .map(({ decidedBy, summary, status, error = '' }) => [decidedBy, summary, status, error].join(' | '));

test('an agent without an answer: its effects are taken back, newest first, and not what was refused or only read', async () => {
  const file = newFile();
  const script = [
    book(file, 'flight'),
    book(file, 'train', { isRefused: true }),
    use('echo', { text: 'x' }),
    book(file, 'hotel'),
    say('', { stopReason: 'refusal' }),
  ];
  const { id, result } = await lab.run('bookTrip', ASK, script);
  expect(told(file)).toEqual(['+flight', '+hotel', '-hotel', '-flight']);
  expect(result).toMatchObject({ kind: 'refused', undone: [{ tool: 'book' }, { tool: 'book' }] });
  expect(await undosIn(id)).toEqual(Array(2).fill('code | 1 booker · undo of book · code | completed | '));
});

test('an undo gets the result and the key of its effect, and a key of its own for all its attempts', async () => {
  const file = newFile();
  await lab.run('bookTrip', ASK, [book(file, 'flight', { undo: 'failsOnce' }), say('', { stopReason: 'refusal' })]);
  const [did, undid] = linesOf(file);
  expect(undid).toMatchObject({ undid: 'flight', effectKey: did!.key, result: '{"booked":"flight"}' });
  expect(undid!.key).toMatch(/^[0-9a-f]{64}$/);
  expect(undid!.key).not.toBe(did!.key);
});

test('an answer leaves them, and so does an ask that does not say otherwise', async () => {
  const [answered, left] = [newFile(), newFile()];
  await lab.run('bookTrip', ASK, [book(answered, 'flight'), say('Done.')]);
  await lab.run('bookTrip', { prompt: 'Go.' }, [book(left, 'flight'), say('', { stopReason: 'refusal' })]);
  expect([told(answered), told(left)]).toEqual([['+flight'], ['+flight']]);
});

test('an undo that fails is told in the outcome and in the ledger, and the others run', async () => {
  const file = newFile();
  const script = [
    book(file, 'flight'),
    book(file, 'hotel', { undo: 'fails' }),
    book(file, 'car'),
    say('', { stopReason: 'refusal' }),
  ];
  const { id, result } = await lab.run('bookTrip', ASK, script);
  expect(told(file)).toEqual(['+flight', '+hotel', '+car', '-car', '-flight']);
  const error = "`book` could not be undone: hotel can't be cancelled any more";
  expect(result.undone?.map((undone) => undone.error)).toEqual([undefined, error, undefined]);
  expect((await undosIn(id))[1]).toContain('failed');
});

test('an agent that throws: its effects are taken back, and the failure says what could not be', async () => {
  const file = newFile();
  const script = [
    book(file, 'flight'),
    book(file, 'hotel', { undo: 'fails' }),
    use('pay', { cents: 1 }), // nobody says yes in time, and the rule fails the agent
  ];
  const run = await lab.start('bookTrip', ASK, script);
  await expect(run.result()).rejects.toMatchObject({
    cause: { type: 'CompensationFailed', details: [[{ tool: 'book' }]], cause: { type: 'ApprovalExpired' } },
  });
  expect(told(file)).toEqual(['+flight', '+hotel', '-flight']);
}, 30_000);

test('what a person changed is taken back as it ran', async () => {
  const file = newFile();
  const run = await lab.start('bookTripAsked', ASK, [book(file, 'suite'), say('', { stopReason: 'refusal' })]);
  let asked = await run.approvals();
  for (; asked.length === 0; asked = await run.approvals()) await sleep(50);
  const { approvalId, argsHash, args } = asked[0]!;
  const answer = {
    approvalId,
    argsHash,
    decision: 'approve',
    approver: 'lead',
    args: { ...args, what: 'room' },
  } as const;
  await run.resolveApproval(answer);
  await run.result();
  expect(told(file)).toEqual(['+room', '-room']);
}, 30_000);

test('a run that is cancelled takes its effects back before it ends as cancelled', async () => {
  const file = newFile();
  const run = await lab.start('bookTrip', ASK, [book(file, 'flight'), use('wait', { ms: 600_000 })]);
  for await (const step of run.follow({ started: true })) if (step.name === 'wait') break;
  await run.cancel();
  await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect(told(file)).toEqual(['+flight', '-flight']);
}, 60_000);

test('an agent that went on in a new run takes back there what it did in the one before', async () => {
  const file = newFile();
  const much = Array.from({ length: 4 }, () => ({ name: 'swallow', input: { text: 'x'.repeat(110_000) } }));
  const script = [
    book(file, 'flight'),
    ...Array.from({ length: 4 }, () => ({ toolUses: much })), // more than 3 MB of history: the run is long
    book(file, 'hotel'),
    say('', { stopReason: 'refusal' }),
  ];
  const { id, result } = await lab.run('bookTripForMonths', ASK, script);
  expect(told(file)).toEqual(['+flight', '+hotel', '-hotel', '-flight']);
  const ids = ['booker.1/t6', 'booker.1/t1'].map((turn) => expect.stringContaining(`${turn}/0.`) as string);
  expect(result).toMatchObject({ kind: 'refused', undone: ids.map((activityId) => ({ tool: 'book', activityId })) });
  expect((await lab.client.ledger(id)).carried).toMatchObject({ turns: 5 });
  expect(await undosIn(id)).toEqual(Array(2).fill(expect.stringMatching(/^code .*completed \| $/)));
  const [flight, , , last] = linesOf(file);
  expect(last!.effectKey).toBe(flight!.key); // the same call, in whatever run
}, 60_000);

test('a worker that is killed between two undos: another one goes on, and none runs twice that had ended', async () => {
  const dark = await openLab({ withWorker: false });
  const file = newFile();
  let undos = 0;
  let arrive = (): void => undefined;
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const first = await startLabWorker(dark, ({ activity, moment }) => {
    if (activity !== 'undoEffect' || moment !== 'before' || ++undos < 2) return undefined;
    arrive();
    return new Promise(() => undefined);
  });
  const script = [book(file, 'flight'), book(file, 'hotel'), say('', { stopReason: 'refusal' })];
  const run = await dark.start('bookTrip', ASK, script);
  await reached;
  await first.kill();
  const second = await startLabWorker(dark);
  await run.result();
  await second.kill();
  await dark.close();
  expect(told(file)).toEqual(['+flight', '+hotel', '-hotel', '-flight']);
}, 90_000);
