/** What the worker adds when a segment opens: the definitions of its tools, and the price of its model. */
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../common/failure-type';
import { priceOf, type Price, type PriceTable } from '../common/prices';
import { POLICY, type Offer, type Opening } from '../common/offer';
import type { CallFailure } from '../common/wire';
import type { ToolRegistry } from './tool-registry';

/** The definitions of the toolbox's tools. Retryable: another worker of the queue may have them already. */
export function makeOffer({ tools, policy }: Opening, registry: ToolRegistry): Offer {
  const missing = tools.filter((name) => !registry.has(name));
  if (missing.length > 0) {
    throw ApplicationFailure.retryable(
      `This worker has no tool ${missing.map((name) => `\`${name}\``).join(', ')}. Add it to \`claude({ tools })\`.`,
      FAILURE.invalidAgent,
    );
  }
  const offered = tools.flatMap((name) => registry.get(name)?.offer ?? []);
  return { tools: offered, ...(policy !== undefined && { policy: Math.min(policy, POLICY) }) };
}

/** The price of the segment's model; without one a cost can be neither bounded nor told. */
export function requirePrice(model: string, prices: PriceTable): Price {
  const price = priceOf(model, prices);
  if (price) return price;
  throw ApplicationFailure.nonRetryable(
    `There is no price for model \`${model}\`, so its cost can't be bounded. Add it with \`claude({ prices })\`.`,
    FAILURE.invalidAgent,
    { waitsFor: 'model' } satisfies Partial<CallFailure>,
  );
}
