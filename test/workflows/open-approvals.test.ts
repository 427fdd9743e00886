import { CancelledFailure } from '@temporalio/common';
import type { OpenApproval } from '../../src/common/approval';
import { openQuestions, requireOpen, whileOpen, type Open } from '../../src/workflows/open-approvals';

let isNew = true;
jest.mock('@temporalio/workflow', () => ({
  ...jest.requireActual<object>('@temporalio/workflow'),
  patched: () => isNew,
}));

const VERDICT = { decision: 'approve', approver: 'lead' } as const;
const question = (): Open => ({ asked: { approvalId: 'a' } as OpenApproval, keys: new Map() }); // what is read of it
const timeUp = (entry: Open, verdict?: Open['verdict']) => async (): Promise<void> => {
  if (verdict) entry.verdict = verdict;
  throw new CancelledFailure('time is up');
};

test('a question is open for as long as somebody waits, and no longer', async () => {
  const entry = question();
  let end = (): void => undefined;
  const waiting = whileOpen(entry, () => new Promise<void>((resolve) => (end = resolve)));
  expect(openQuestions()).toEqual([entry]);
  end();
  expect(await waiting).toBeUndefined();
  expect(() => requireOpen('a')).toThrow('No call `a` waits for a person in this run. Waiting: none.');
});

describe('where the wait is cancelled', () => {
  beforeEach(() => (isNew = true));

  test('an answer that was taken in the same moment counts', async () => {
    const entry = question();
    expect(await whileOpen(entry, timeUp(entry, VERDICT))).toBe(VERDICT);
  });

  test('it ends as cancelled without one, and in histories from before it counted', async () => {
    const [entry, old] = [question(), question()];
    await expect(whileOpen(entry, timeUp(entry))).rejects.toThrow('time is up');
    isNew = false;
    await expect(whileOpen(old, timeUp(old, VERDICT))).rejects.toThrow('time is up');
    expect(openQuestions()).toEqual([]);
  });
});
