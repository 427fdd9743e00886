/**
 * What one worker has learned about the provider's rate limits. Every answer says what all workers together have left, so
 * a call that would not fit waits before it is refused; after a 429 all calls of that model wait.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { RateLimits, type Needs } from './rate-limits';

/** A 429 without a wait of its own. */
const DEFAULT_HOLD_MS = 1_000;

/** Shorter waits pass inside the activity; a longer one gives the worker's slot back. */
const MAX_WAIT_INSIDE_MS = 5_000;

/** Calls that waited together are sent over this much more time, as a share of the wait. */
const SPREAD = 0.25;

interface Gate {
  readonly limits: RateLimits;
  opensAt: number;
}

/** The gates of one worker, one for each client and model. */
export class ProviderGate {
  readonly #gates = new WeakMap<object, Map<string, Gate>>();

  /** The provider refused a call of this model for `ms`. */
  hold(client: object, model: string, ms = DEFAULT_HOLD_MS): void {
    const gate = this.#of(client, model);
    gate.opensAt = Math.max(gate.opensAt, Date.now() + ms);
  }

  /** The provider answered, and says what is left. */
  learn(client: object, model: string, headers: Headers): void {
    this.#of(client, model).limits.learn(headers);
  }

  /** Waits a short time; returns the milliseconds of a longer one, for Temporal to wait, or undefined to go on. */
  async pass(client: object, model: string, needs: Needs, signal: AbortSignal): Promise<number | undefined> {
    const { opensAt, limits } = this.#of(client, model);
    const wait = Math.max(opensAt - Date.now(), limits.waitFor(needs));
    const spread = wait <= 0 ? 0 : Math.ceil(wait * (1 + Math.random() * SPREAD));
    if (spread > MAX_WAIT_INSIDE_MS) return spread;
    limits.take(needs); // before the wait, so that calls which wait at the same time queue up
    if (spread > 0) await pause(spread, undefined, { signal });
    return undefined;
  }

  #of(client: object, model: string): Gate {
    const models = this.#gates.get(client) ?? new Map<string, Gate>();
    const gate = models.get(model) ?? { limits: new RateLimits(), opensAt: 0 };
    models.set(model, gate);
    this.#gates.set(client, models);
    return gate;
  }
}
