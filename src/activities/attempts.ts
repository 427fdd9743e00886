/**
 * The attempts of one activity, counted by us: Temporal retries without end, and this file says when enough is enough. An
 * attempt that met a newer format costs nothing and counts for nothing. What an attempt has to tell the next one travels
 * in heartbeat details, written by a timer that also shows that the worker is alive.
 */
import { Context } from '@temporalio/activity';
import { largest, NOTHING as NO_AMOUNT, plus, times, type Amount } from '../common/amount';
import type { Json } from '../common/json';
import { nanoUsd, type NanoUsd } from '../common/money';
import { FORMAT } from '../common/wire';

/** Heartbeats per heartbeat timeout: one may be lost without the worker being taken for dead. */
const BEATS_PER_TIMEOUT = 3;

/** Where an activity has no heartbeat timeout, beats still carry details and cancellation. */
const DEFAULT_BEAT_MS = 3_000;

/** What one attempt leaves for the next, and for the ledger if there is no next. */
interface Left {
  readonly v: number;
  /** Attempts whose end is included in the figures; what the others cost is unknown. */
  readonly settled: number;
  /** Attempts that met a newer format. */
  readonly free: number;
  readonly unaccountedNanoUsd: NanoUsd;
  /** What the running attempt, and unseen ones before it, cost at the most. */
  readonly inFlightNanoUsd: NanoUsd;
  readonly unaccountedTokens?: number;
  readonly inFlightTokens?: number;
  /** The attempts so far only waited for a switch. */
  readonly parked?: boolean;
  readonly detail?: Json;
}

const NOTHING: Left = { v: FORMAT, settled: 0, free: 0, unaccountedNanoUsd: nanoUsd(0), inFlightNanoUsd: nanoUsd(0) };

/** The current attempt and what is known of those before it. */
export class Attempts {
  readonly #context = Context.current();
  readonly #before: Left;
  #left: Left;
  readonly #timer: NodeJS.Timeout;

  constructor() {
    const { heartbeatTimeoutMs } = this.#context.info;
    this.#before = leftBy(this.#context.info.heartbeatDetails, this.#context.info.attempt);
    this.#left = this.#before;
    const beatMs = heartbeatTimeoutMs ? heartbeatTimeoutMs / BEATS_PER_TIMEOUT : DEFAULT_BEAT_MS;
    this.#timer = setInterval(() => this.#beat({}), beatMs);
  }

  /** 1 for the first attempt that counts. */
  get counted(): number {
    return this.#context.info.attempt - this.#before.free;
  }

  /** Attempts before this one whose end nobody saw: a killed worker's, for instance. */
  get #unseen(): number {
    return Math.max(0, this.#context.info.attempt - 1 - this.#before.settled);
  }

  /** Whether the attempts before this one only waited for a switch. */
  get isParked(): boolean {
    return this.#before.parked === true;
  }

  /** What all attempts before this one may have cost, where each takes at most `reservation`. */
  unaccountedBefore(reservation: Amount = NO_AMOUNT): Amount {
    return plus(unaccountedIn(this.#before), this.#unseenAtMost(reservation));
  }

  /** From now on this attempt may take up to `reservation`. */
  risk(reservation: Amount): void {
    const { nanoUsd: inFlightNanoUsd, tokens } = plus(this.#unseenAtMost(reservation), reservation);
    this.#beat({ inFlightNanoUsd, ...(tokens > 0 && { inFlightTokens: tokens }) });
  }

  /** This attempt failed, and all attempts so far may have taken `unaccounted`. */
  settle({ nanoUsd: unaccountedNanoUsd, tokens }: Amount): void {
    const { inFlightTokens: _, ...left } = this.#left;
    this.#left = left;
    this.#beat({
      ...{ settled: this.#context.info.attempt, unaccountedNanoUsd, inFlightNanoUsd: nanoUsd(0) },
      ...(tokens > 0 && { unaccountedTokens: tokens }),
    });
  }

  /** This attempt did nothing and does not count. */
  waive(): void {
    this.#beat(this.#waived);
  }

  /** The same, and it waits for a switch. */
  park(): void {
    this.#beat({ ...this.#waived, parked: true });
  }

  /** This attempt waits no longer. */
  unpark(): void {
    this.#beat({ parked: false });
  }

  /** This attempt counts, but ended before anything was sent. */
  unsent(): void {
    this.#beat({ settled: this.#before.settled + 1 });
  }

  /** Shows a detail in the UI. */
  report(detail: Json): void {
    this.#beat({ detail });
  }

  /** Stops the timer. */
  end(): void {
    clearInterval(this.#timer);
  }

  get #waived(): Pick<Left, 'free' | 'settled'> {
    const { settled, free } = this.#before;
    return { free: free + 1, settled: settled + 1 };
  }

  /** The last heartbeat knows what was in flight, and their number how many nobody heard of. */
  #unseenAtMost(reservation: Amount): Amount {
    const { inFlightNanoUsd, inFlightTokens: tokens = 0 } = this.#before;
    return largest({ nanoUsd: inFlightNanoUsd, tokens }, times(reservation, this.#unseen));
  }

  #beat(change: Partial<Left>): void {
    this.#left = { ...this.#left, ...change };
    this.#context.heartbeat(this.#left);
  }
}

/** After an operator's reset of the activity attempts are counted from one again, and the figures go on. */
function leftBy(details: unknown, attempt: number): Left {
  return isLeft(details) ? { ...details, settled: Math.min(details.settled, attempt - 1) } : NOTHING;
}

function unaccountedIn({ unaccountedNanoUsd, unaccountedTokens: tokens = 0 }: Left): Amount {
  return { nanoUsd: unaccountedNanoUsd, tokens };
}

function isLeft(details: unknown): details is Left {
  return typeof details === 'object' && details !== null && 'settled' in details && 'free' in details;
}
