/** What the worker adds when a segment opens: its tools in the order asked for, and the price of its model. */
import { makeOffer, requirePrice } from '../../src/activities/segment';
import { registerTools } from '../../src/activities/tool-registry';
import { FAILURE } from '../../src/common/failure-type';
import { PRICES } from '../../src/common/prices';
import { lookUp } from './call-rig';
import { offerOf } from './reserved';

const registry = registerTools({ lookUp });
const opening = (...tools: string[]) => ({ model: 'm', system: '', tools });

test('the offer holds the tools asked for, and none besides', () => {
  expect(makeOffer(opening('look_up'), registry)).toEqual({ tools: [offerOf(lookUp)] });
  expect(makeOffer(opening(), registry)).toEqual({ tools: [] });
});

test('all missing tools are named, and another worker may try', () => {
  expect(() => makeOffer(opening('a', 'look_up', 'b'), registry)).toThrow(
    expect.objectContaining({
      type: FAILURE.invalidAgent,
      nonRetryable: false,
      message: 'This worker has no tool `a`, `b`. Add it to `claude({ tools })`.',
    }) as Error,
  );
});

test('a model without a price is refused for good; a dated one has that of its family', () => {
  expect(requirePrice('claude-opus-5-5-20261101', PRICES)).toBe(PRICES['claude-opus-5-5']);
  expect(() => requirePrice('gpt', PRICES)).toThrow(
    expect.objectContaining({ type: FAILURE.invalidAgent, nonRetryable: true }) as Error,
  );
});
