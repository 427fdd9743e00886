import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, use, type Script, type WorkerProcess } from '../../src/testing';
import { activitiesIn, historyOf, type RecordedActivity } from './history';
import { openLab, startLabWorker, type Account, type Lab } from './lab';
import { requestsTo, resultsIn } from './seen';

/** The heartbeat timeout of 10 s, the wait before the next attempt, and what a busy machine adds. */
const BACK_WITHIN_MS = 15_000;

const folder = mkdtempSync(join(tmpdir(), 'dw-recovery-'));
const files = { note: join(folder, 'note'), post: join(folder, 'post') };
const linesOf = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

/** Three things to be reached; `all` resolves when they are. */
function gates<Name extends string>(...names: readonly Name[]): { reach: (name: Name) => void; all: Promise<unknown> } {
  const open = {} as Record<Name, () => void>; // filled by the next line
  const all = Promise.all(names.map((name) => new Promise<void>((resolve) => (open[name] = resolve))));
  return { reach: (name) => open[name](), all };
}

/** One worker with default settings is killed in the middle of three runs, and another one takes over. */
describe('a worker killed in the middle of a step', () => {
  let lab: Lab;
  let account: Account;
  let readyAtMs: number;
  let second: WorkerProcess;
  const activities: Record<string, readonly RecordedActivity[]> = {};
  const outcomes: Record<string, unknown> = {};

  beforeAll(async () => {
    lab = await openLab({ withWorker: false });
    const { reach, all } = gates('note', 'post', 'ask');
    const script: Script = ({ body }) => {
      const [task, ...more] = body.messages;
      const prompt = JSON.stringify(task);
      if (more.length > 0) return say('It went on.');
      if (prompt.includes('note')) return use('note', { file: files.note, text: 'once' }, { id: 'toolu_note' });
      if (prompt.includes('post')) return use('post', { file: files.post }, { id: 'toolu_post' });
      reach('ask');
      return say('It went on, although the first half was lost.', { fault: 'stall' });
    };
    const first = await startLabWorker(lab, ({ moment, activity }) => {
      const isHeld = moment === 'after' && (activity === 'note' || activity === 'post'); // the effect is done, and not reported
      if (isHeld) reach(activity);
      return isHeld ? new Promise(() => undefined) : undefined;
    });
    const seen = lab.account();
    const runs = [];
    for (const prompt of ['note', 'post', 'ask']) runs.push(await lab.start('workCarefully', { prompt }, script));
    await all;
    await first.kill();
    second = await startLabWorker(lab);
    readyAtMs = Date.now();
    for (const [index, prompt] of ['note', 'post', 'ask'].entries()) {
      outcomes[prompt] = await runs[index]!.result();
      activities[prompt] = activitiesIn(await historyOf(lab, runs[index]!.id));
    }
    account = seen();
  }, 90_000);

  afterAll(async () => {
    await second?.stop();
    await lab?.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['a tool', 'note', 1],
    ['a tool that must not run twice', 'post', 1],
    ['a call of Claude', 'ask', 0],
  ])('costs no more than seconds: %s', (_, prompt, index) => {
    const killed = activities[prompt]![index]!;
    expect(killed.attempts).toBe(2);
    expect(killed.endedAtMs - readyAtMs).toBeLessThan(BACK_WITHIN_MS);
  });

  test('lets an idempotent tool run again, under the key that it had before', () => {
    expect(outcomes['note']).toMatchObject({ kind: 'answer', output: 'It went on.', turns: 2 });
    const [before, after] = linesOf(files.note) as { key: string; attempt: number }[];
    expect([before, after]).toEqual([
      { text: 'once', key: before!.key, attempt: 1 },
      { text: 'once', key: before!.key, attempt: 2 },
    ]);
    expect(before!.key).toMatch(/^[0-9a-f]{64}$/);
  });

  test('leaves the one effect of a once tool alone, and tells Claude that its outcome is unknown', () => {
    expect(linesOf(files.post)).toEqual([{ attempt: 1 }]);
    expect(outcomes['post']).toMatchObject({ kind: 'answer', output: 'It went on.', turns: 2 });
    const told = account.requests.flatMap((request) => resultsIn(request)).find(({ id }) => id === 'toolu_post');
    expect(told).toMatchObject({
      isError: true,
      text: expect.stringMatching(/not known whether `post` took effect.*do not repeat it/),
    });
  });

  test('asks Claude the same again, and counts the lost attempt as far as it may have been paid', async () => {
    expect(outcomes['ask']).toMatchObject({ kind: 'answer', turns: 1 });
    const [lost, again] = account.requests.filter(({ body }) => JSON.stringify(body.messages[0]).includes('ask'));
    expect(again?.body).toEqual(lost?.body);
    const { totals } = await lab.client.ledger('workCarefully:3');
    const bill = lab.simulator.bill().attempts.filter(({ requestNumber }) => requestNumber === lost?.number);
    expect(bill).toMatchObject([{ completed: false }]);
    expect(totals.unaccountedNanoUsd).toBeGreaterThanOrEqual(bill[0]!.costNanoUsd);
    expect(totals.retries).toBe(1);
  });

  test('does not run a step again that had completed', () => {
    expect(activities['note']!.map(({ name, attempts }) => `${name} ${attempts}`)).toEqual([
      'callClaude 1',
      'note 2',
      'callClaude 1',
    ]);
    expect(requestsTo(account.requests, 'You work with defaults.')).toHaveLength(6);
    expect(account.completedNanoUsd).toBeLessThan(account.costNanoUsd);
  });
});
