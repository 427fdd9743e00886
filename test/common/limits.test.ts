/** Limits apart from what stands beside them. */
import { limitsOf } from '../../src/common/limits';
import { usd } from '../../src/common/money';

test('of an ask only its limits are recorded as limits, not its prompt', () => {
  const ask = {
    prompt: 'Pay.',
    data: [],
    onFailure: 'compensate',
    budget: usd(1),
    maxTurns: 3,
    atLimit: 'close',
  } as const;
  expect(limitsOf(ask)).toEqual({ budget: usd(1), maxTurns: 3, atLimit: 'close' });
});
