/**
 * What one worker has learned about the provider's rate limits: after a 429 all its calls of that model wait, instead of
 * each run finding out by itself. Other workers learn it with a request of their own each.
 */
import { setTimeout as pause } from 'node:timers/promises';

/** A 429 without a wait of its own. */
const DEFAULT_HOLD_MS = 1_000;

/** Shorter waits pass inside the activity; a longer one gives the worker's slot back. */
const MAX_WAIT_INSIDE_MS = 5_000;

/** Calls that waited together are sent over this much more time, as a share of the wait. */
const SPREAD = 0.25;

/** The gates of one worker, one for each client and model. */
export class ProviderGate {
  readonly #opensAt = new WeakMap<object, Map<string, number>>();

  /** The provider refused a call of this model for `ms`. */
  hold(client: object, model: string, ms = DEFAULT_HOLD_MS): void {
    const models = this.#opensAt.get(client) ?? new Map<string, number>();
    models.set(model, Math.max(models.get(model) ?? 0, Date.now() + ms));
    this.#opensAt.set(client, models);
  }

  /** Waits a short time; returns the milliseconds of a longer one, for Temporal to wait, or undefined to go on. */
  async pass(client: object, model: string, signal: AbortSignal): Promise<number | undefined> {
    const wait = (this.#opensAt.get(client)?.get(model) ?? 0) - Date.now();
    if (wait <= 0) return undefined;
    const spread = Math.ceil(wait * (1 + Math.random() * SPREAD));
    if (spread > MAX_WAIT_INSIDE_MS) return spread;
    await pause(spread, undefined, { signal });
    return undefined;
  }
}
