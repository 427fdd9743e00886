/** The bill: what every attempt cost, cut ones included. It is the truth that a budget or a ledger is tested against. */
import { LONG_PROMPT_TOKENS, type Model } from './models';
import type { InputTokens } from './prompt-cache';

/** One attempt that was billed. A request refused or faulted before its reply began costs nothing and is not here. */
export interface BilledAttempt {
  readonly requestNumber: number;
  readonly model: string;
  /** Tokens at the full input price: neither written to the cache nor read from it. */
  readonly inputTokens: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
  /** All of the reply, or what had been sent when it was cut. */
  readonly outputTokens: number;
  readonly costNanoUsd: number;
  /** Whether the reply was sent to its end. */
  readonly completed: boolean;
}

/** Everything billed so far, in the order in which replies began. */
export interface Bill {
  readonly attempts: readonly BilledAttempt[];
  readonly costNanoUsd: number;
}

/** An attempt under way; its output and its end are set as it is sent. */
export interface OpenAttempt {
  readonly requestNumber: number;
  readonly model: Model;
  readonly input: InputTokens;
  outputTokens: number;
  completed: boolean;
}

/** The bill of these attempts as they stand now. */
export function billOf(attempts: readonly OpenAttempt[]): Bill {
  const billed = attempts.map(billAttempt);
  return { attempts: billed, costNanoUsd: billed.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0) };
}

function billAttempt(attempt: OpenAttempt): BilledAttempt {
  const { requestNumber, model, input, outputTokens, completed } = attempt;
  return {
    requestNumber,
    model: model.id,
    inputTokens: input.fresh,
    cacheWrite5m: input.write5m,
    cacheWrite1h: input.write1h,
    cacheRead: input.read,
    outputTokens,
    costNanoUsd: costOf(attempt),
    completed,
  };
}

function costOf({ model, input, outputTokens }: OpenAttempt): number {
  const prompt = input.fresh + input.write5m + input.write1h + input.read;
  const prices = prompt > LONG_PROMPT_TOKENS ? (model.longPrompt ?? model.prices) : model.prices;
  return (
    input.fresh * prices.input +
    input.write5m * prices.write5m +
    input.write1h * prices.write1h +
    input.read * prices.read +
    outputTokens * prices.output
  );
}
