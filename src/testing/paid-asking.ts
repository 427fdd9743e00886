/**
 * Asks Claude outside of any workflow, under one budget for everything: the same requests, bounds and bills as in a run.
 * A request that fails for a moment is sent again a few times.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { classify } from '../activities/claude-errors';
import type { ClaudeClient } from '../activities/claude-client';
import { callsOf, contentOf, malformation, usageOf } from '../activities/claude-reply';
import { requestOf } from '../activities/claude-request';
import { streamReply, Watchdog } from '../activities/claude-stream';
import { promptTokensAtMost } from '../activities/reservation';
import type { ToolRegistry } from '../activities/tool-registry';
import { formatUsd, nanoUsd, type NanoUsd } from '../common/money';
import { costOf, worstCost, type Price } from '../common/prices';
import type { Conversation } from '../common/transcript';
import type { Offer } from '../common/offer';
import type { Accounting, CallResult } from '../common/wire';

/** Requests for one reply at the most. */
const MAX_ATTEMPTS = 4;

/** The first wait between them; each further one is twice as long. */
const FIRST_WAIT_MS = 1_000;

/** A longer wait is not sat out. */
const LONGEST_WAIT_MS = 60_000;

/** A stream without a byte for so long is dead. */
const IDLE_MS = 90_000;

/** What asks go through. */
export interface AskingOptions {
  readonly client: ClaudeClient;
  readonly registry: ToolRegistry;
  readonly price: Price;
  readonly maxTokens: number;
  readonly budget: NanoUsd | undefined;
}

/** What a reply decides, as `callClaude` tells it. */
export type Reply = Pick<CallResult, 'content' | 'stopReason' | 'calls'>;

/** Claude, and a purse. */
export class PaidAsking {
  #cost = 0;
  #unaccounted = 0;

  constructor(private readonly options: AskingOptions) {}

  /** All that was spent so far. */
  get spent(): Accounting {
    return { costNanoUsd: nanoUsd(this.#cost), unaccountedNanoUsd: nanoUsd(this.#unaccounted) };
  }

  /** A reply, or why there is none. */
  async ask(conversation: Conversation, offer: Offer): Promise<Reply | { readonly problem: string }> {
    const { budget, price, maxTokens } = this.options;
    const reservation = worstCost(promptTokensAtMost(conversation, offer), maxTokens, price);
    const request = requestOf(conversation, offer, { maxTokens });
    let wait = FIRST_WAIT_MS;
    for (let attempt = 1; ; attempt++) {
      if (budget !== undefined && this.#cost + this.#unaccounted + reservation > budget)
        return { problem: `The next request may cost ${formatUsd(reservation)}, and the budget has less left.` };
      const answer = await this.#send(request, offer, reservation);
      if (!('retryAfterMs' in answer)) return answer;
      const { retryAfterMs = wait } = answer;
      if (attempt === MAX_ATTEMPTS || retryAfterMs > LONGEST_WAIT_MS) return { problem: answer.problem };
      await pause(retryAfterMs);
      wait *= 2;
    }
  }

  async #send(
    request: ReturnType<typeof requestOf>,
    offer: Offer,
    reservation: NanoUsd,
  ): Promise<Reply | { readonly problem: string; readonly retryAfterMs?: number | undefined }> {
    const { client, price, registry } = this.options;
    const watchdog = new Watchdog(new AbortController().signal, IDLE_MS);
    try {
      const reply = await streamReply(client, request, watchdog);
      this.#cost += costOf(usageOf(reply.message), price);
      const malformed = malformation(reply);
      if (malformed)
        return { problem: `The reply can't stand in a conversation: ${malformed}.`, retryAfterMs: undefined };
      const offered = new Set(offer.tools.map(({ name }) => name));
      const stopReason = reply.message.stop_reason ?? 'end_turn';
      return { content: contentOf(reply), stopReason, calls: callsOf(reply, registry, offered) };
    } catch (error) {
      const { message, isRetryable, mayBePaid, retryAfterMs } = classify(error, watchdog.isIdle);
      if (mayBePaid) this.#unaccounted += reservation;
      return { problem: message, ...(isRetryable && { retryAfterMs }) };
    } finally {
      watchdog.end();
    }
  }
}
