/** A tool that is cancelled: it ends as cancelled whatever it throws then, and work that was done all the same is kept. */
import { CancelledFailure } from '@temporalio/common';
import { attempt, fails, probe, type Work } from './tool-rig';

/** The checks before `run` have ended by then. */
const onceItRuns = ({ cancel }: { readonly cancel: () => void }): void => void setImmediate(cancel);

describe('a cancelled tool', () => {
  const untilAborted: Work = ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));

  test('ends as cancelled, whatever it throws then, and is not retried', async () => {
    for (const effect of ['read', 'once'] as const) {
      const { error } = await attempt(probe(untilAborted, { effect }), {}, { onStart: onceItRuns });
      expect(error).toBeInstanceOf(CancelledFailure);
    }
  });

  test('keeps its own cancellation where it throws one', async () => {
    const own = new CancelledFailure('mine');
    const { error } = await attempt(
      probe(async (ctx) => Promise.resolve(untilAborted(ctx)).catch(fails(own))),
      {},
      { onStart: onceItRuns },
    );
    expect(error).toBe(own);
  });

  test('that ended its work all the same has its result kept', async () => {
    const stubborn: Work = async (ctx) => Promise.resolve(untilAborted(ctx)).catch(() => 'posted');
    expect((await attempt(probe(stubborn), {}, { onStart: onceItRuns })).result).toEqual({
      v: 1,
      content: 'posted',
    });
  });
});
