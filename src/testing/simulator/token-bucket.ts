/**
 * A limit on input tokens a minute that fills up all the time, as the API's do. All prompt tokens count, cached ones too:
 * harder than the API, which leaves those out for most models.
 */
const MS_PER_MINUTE = 60_000;

/** One account's limit. */
export class TokenBucket {
  #left: number;
  #at = Date.now();

  constructor(readonly perMinute: number) {
    this.#left = perMinute;
  }

  /** Tokens that are left now. */
  left(): number {
    const now = Date.now();
    this.#left = Math.min(this.perMinute, this.#left + ((now - this.#at) * this.perMinute) / MS_PER_MINUTE);
    this.#at = now;
    return Math.floor(this.#left);
  }

  /** Takes them if they are there; else the milliseconds until they will be. */
  take(tokens: number): number {
    const missing = tokens - this.left();
    if (missing > 0) return Math.ceil((missing * MS_PER_MINUTE) / this.perMinute);
    this.#left -= tokens;
    return 0;
  }
}
