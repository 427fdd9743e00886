import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { say, use } from '../../src/testing';
import type { Run } from '../../src/client';
import { activitiesIn, historyOf } from './history';
import { openLab, type Lab } from './lab';

/** A reply of 500 tokens takes minutes, and seconds pass between two of its events; a small tool call takes two. */
const TOKENS_PER_SECOND = 4;

/** From a person's "cancel" to the end of the run. */
const ENDS_WITHIN_MS = 15_000;

let lab: Lab;
beforeAll(async () => (lab = await openLab({ simulator: { tokensPerSecond: TOKENS_PER_SECOND } })), 60_000);
afterAll(() => lab.close());
const folder = mkdtempSync(join(tmpdir(), 'dw-cancellation-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Cancels and waits for the end; returns how long that took. */
async function cancelled(run: Run): Promise<number> {
  const at = Date.now();
  await run.cancel();
  await expect(run.result()).rejects.toMatchObject({
    name: 'WorkflowFailedError',
    cause: { name: 'CancelledFailure' },
  });
  return Date.now() - at;
}

test('a run that is cancelled while Claude replies ends soon, closes the connection and says what the call may have cost', async () => {
  const seen = lab.account();
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const run = await lab.start('work', { prompt: 'Go.' }, () => {
    arrive();
    return say('word '.repeat(400));
  });
  await arrived;
  expect(await cancelled(run)).toBeLessThan(ENDS_WITHIN_MS);
  const { requests, costNanoUsd, completedNanoUsd } = seen();
  expect(requests).toMatchObject([{ problem: 'the caller left before the end' }]);
  const { status, totals, steps } = await lab.client.ledger(run.id);
  expect(status).toBe('cancelled');
  expect(steps.filter(({ kind }) => kind === 'call')).toMatchObject([{ status: 'cancelled', costNanoUsd: 0 }]);
  expect(totals.costNanoUsd).toBe(completedNanoUsd);
  expect(costNanoUsd).toBeGreaterThan(0);
  expect(totals.unaccountedNanoUsd).toBeGreaterThanOrEqual(costNanoUsd);
}, 60_000);

test('a run that is cancelled while a tool runs stops the tool, and asks Claude nothing more', async () => {
  const seen = lab.account();
  const run = await lab.start('work', { prompt: 'Go.' }, [use('wait', { ms: 600_000 })]);
  for await (const step of run.follow({ started: true })) if (step.name === 'wait') break;
  expect(await cancelled(run)).toBeLessThan(ENDS_WITHIN_MS);
  expect(activitiesIn(await historyOf(lab, run.id))).toMatchObject([
    { name: 'callClaude', end: 'completed' },
    { name: 'wait', end: 'cancelled', attempts: 1 },
  ]);
  expect(seen().requests).toHaveLength(1);
  const { totals } = await lab.client.ledger(run.id);
  expect(totals).toMatchObject({ costNanoUsd: seen().costNanoUsd, unaccountedNanoUsd: 0 });
}, 60_000);

test('a run that is cancelled in the middle of an effect ends when the effect has ended, and history says that it happened', async () => {
  const file = join(folder, 'post');
  const run = await lab.start('work', { prompt: 'Go.' }, [use('post', { file, ms: 3_000 })]);
  for await (const step of run.follow({ started: true })) if (step.name === 'post') break;
  while (!existsSync(file)) await setImmediate();
  await cancelled(run);
  expect(readFileSync(file, 'utf8')).toBe('{"attempt":1}\n');
  expect(activitiesIn(await historyOf(lab, run.id))[1]).toMatchObject({ name: 'post', end: 'completed', attempts: 1 });
}, 60_000);
