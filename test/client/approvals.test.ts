/** What waits in one run, also while the run has no agent yet. */
import { QueryNotRegisteredError } from '@temporalio/client';
import { openApprovals } from '../../src/client/approvals';

const failing = (error: Error) => ({ query: () => Promise.reject(error) });

test('before its first agent a run has nothing that waits; other failures are told', async () => {
  const unknown = new QueryNotRegisteredError('unknown query approvals', 3);
  expect(await openApprovals(failing(unknown))).toEqual([]);
  await expect(openApprovals(failing(new Error('no worker answers')))).rejects.toThrow('no worker answers');
});
