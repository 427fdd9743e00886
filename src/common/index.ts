/**
 * Door of the common room. Law: PURE. Only zod, `@temporalio/common` and `@noble/*`; no clock, no randomness, no I/O.
 * One file, `payload-decoding`, is for readers outside the sandbox. Inside the project files import each other directly; this door lists what the other rooms pass on to users.
 */
export type { Json, JsonObject, Jsonable } from './json';
export { gaugeText, type Gauge, type TimedLimits, type Used } from './gauge';
export { formatUsd, inUsd, nanoUsd, usd, type NanoUsd } from './money';
export { PRICES, PRICES_AS_OF, type Price, type PriceTable, type Rates } from './prices';
export { FAILURE, type FailureType } from './failure-type';
export type { Effort, EffectKind } from './offer';
export type { Block, Message, Usage } from './wire';
export { hashOf } from './canonical-json';
export { artifactOf } from './attachment';
