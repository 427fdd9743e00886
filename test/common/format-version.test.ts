/** The gate for what crosses a boundary: what this code reads, and what it leaves to newer code. */
import { ApplicationFailure } from '@temporalio/common';
import { readable } from '../../src/common/format-version';
import { FORMAT, NEWEST_FORMAT } from '../../src/common/wire';

test('what this code writes it reads', () => {
  const value = { v: FORMAT, more: 'x' };
  expect(readable(value, 'The call')).toBe(value);
});

test.each([NEWEST_FORMAT + 1, 99, 0, -1, 1.5, NaN, undefined, null, '1'])(
  'format %s is left to a newer worker, retryably and soon',
  (v) => {
    let failure: unknown;
    try {
      readable({ v: v as number }, 'The call');
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type: 'NewerFormat', nonRetryable: false, nextRetryDelay: 5_000 });
    expect((failure as Error).message).toBe(
      `The call has format \`${String(v)}\`, and this worker reads up to \`${NEWEST_FORMAT}\`. A newer worker has to take it: deploy one on this task queue.`,
    );
  },
);
