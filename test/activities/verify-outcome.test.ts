/** What `verify` says, and what counts of it. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { z } from 'zod';
import { defineTool, type Verified } from '../../src/activities';
import { registerTools } from '../../src/activities/tool-registry';
import { verifyOutcomeActivity } from '../../src/activities/verify-outcome';
import type { VerifyResult } from '../../src/common/once';
import { FORMAT } from '../../src/common/wire';

const KEYS: string[] = [];

async function verdictOf(verify: 'cannot' | (() => Promise<Verified>), attempt = 1): Promise<VerifyResult> {
  const tool = defineTool({
    ...{ name: 'send', description: 'Sends.', effect: 'once', input: z.object({}), run: async () => null },
    verify:
      verify === 'cannot'
        ? verify
        : (_args, ctx) => {
            KEYS.push(ctx.idempotencyKey);
            return verify();
          },
  });
  const environment = new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') });
  const call = { v: FORMAT, toolUseId: 'toolu_1', hash: 'h', firstRunId: 'first' };
  const activity = verifyOutcomeActivity(registerTools({ tool }));
  return environment.run(activity, { v: FORMAT, tool: 'send', args: {}, call });
}

test.each<[string, 'cannot' | (() => Promise<Verified>), object]>([
  [
    'a yes is the result of the call',
    async () => ({ ran: 'yes', result: { id: 7 } }),
    { ran: 'yes', content: '{"id":7}' },
  ],
  ['a fenced no is a no', async () => ({ ran: 'no', fenced: true }), { ran: 'no' }],
  ['a no without a fence is unknown', async () => ({ ran: 'no' }) as never, { ran: 'unknown' }],
  ['what nobody can find out is unknown', 'cannot', { ran: 'unknown' }],
])('%s', async (_title, verify, result) => {
  expect(await verdictOf(verify)).toEqual({ v: FORMAT, ...result });
});

test('a system that does not answer is asked again, and in the end told as unknown', async () => {
  const down = () => Promise.reject(new Error('down'));
  await expect(verdictOf(down, 1)).rejects.toThrow('down');
  expect(await verdictOf(down, 5)).toEqual({ v: FORMAT, ran: 'unknown' });
});

test('a system that hangs until each attempt is over is told as unknown likewise, without being asked again', async () => {
  expect(await verdictOf(() => new Promise(() => undefined), 6)).toEqual({ v: FORMAT, ran: 'unknown' });
});

test('it is asked with the key that the effect had', () => {
  expect(new Set(KEYS).size).toBe(1);
});
