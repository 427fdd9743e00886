/**
 * What the provider says is left of its rate limits, in the headers of every answer: one truth for all workers that share
 * a key. Between two answers it is reckoned on, as the provider fills its limits up all the time.
 */

/** What a call takes of each limit, by the provider's names for them. */
export interface Needs {
  readonly requests: number;
  readonly 'input-tokens': number;
  readonly 'output-tokens': number;
}

interface Level {
  readonly limit: number;
  remaining: number;
  at: number;
}

const MS_PER_MINUTE = 60_000;

const KINDS = ['requests', 'input-tokens', 'output-tokens'] as const satisfies readonly (keyof Needs)[];

/** The limits of one model under one key. */
export class RateLimits {
  readonly #levels = new Map<keyof Needs, Level>();

  /** Takes over what an answer says; one that says nothing changes nothing. */
  learn(headers: Headers, now = Date.now()): void {
    for (const kind of KINDS) {
      const limit = Number(headers.get(`anthropic-ratelimit-${kind}-limit`) ?? NaN);
      const remaining = Number(headers.get(`anthropic-ratelimit-${kind}-remaining`) ?? NaN);
      if (limit > 0 && remaining >= 0) this.#levels.set(kind, { limit, remaining, at: now });
    }
  }

  /** Milliseconds until a call fits; 0 if it does now. A call that is larger than a limit waits until that is full. */
  waitFor(needs: Needs, now = Date.now()): number {
    const waits = [...this.#levels].map(([kind, level]) => {
      const missing = Math.min(needs[kind], level.limit) - leftOf(level, now);
      return missing <= 0 ? 0 : Math.ceil((missing * MS_PER_MINUTE) / level.limit);
    });
    return Math.max(0, ...waits);
  }

  /** A call goes out, or will after its wait: the next one finds less, until an answer says what is so. */
  take(needs: Needs, now = Date.now()): void {
    for (const [kind, level] of this.#levels) {
      level.remaining = leftOf(level, now) - Math.min(needs[kind], level.limit);
      level.at = now;
    }
  }
}

function leftOf({ limit, remaining, at }: Level, now: number): number {
  return Math.min(limit, remaining + ((now - at) * limit) / MS_PER_MINUTE);
}
