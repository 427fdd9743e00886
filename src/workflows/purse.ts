/**
 * What one agent may spend of its own budget and of the run's. What a call needs is known only where it is made, so it is
 * given a grant: a fair share at first, and what it said it needs once it did not fit. While others hold what it lacks,
 * it waits; a limit is reached only when nobody does.
 */
import { largest, least, NOTHING, type Amount } from '../common/amount';
import type { AtLimit, LimitKind } from '../common/limits';
import type { CallInput } from '../common/wire';
import { UNLIMITED, type Budget, type Drawer } from './budget';

/** A limit that was reached, and whose. */
export interface Hit {
  readonly limit: LimitKind;
  readonly budget: Budget;
  readonly atLimit: AtLimit;
}

/** Resolves when the condition holds. */
export type Until = (holds: () => boolean) => Promise<void>;

/** One agent's, while it runs. */
export class Purse implements Drawer {
  readonly #budgets: readonly Budget[];
  /** For the closing call, while no call is under way. */
  #kept = NOTHING;
  #granted: Amount | undefined;
  isWaiting = false;

  constructor(
    readonly own: Budget,
    readonly run: Budget | undefined,
    private readonly until: Until,
  ) {
    this.#budgets = run ? [own, run] : [own];
    for (const budget of this.#budgets) budget.join(this);
  }

  get holds(): Amount {
    return this.#granted ?? this.#kept;
  }

  get isCalling(): boolean {
    return this.#granted !== undefined;
  }

  /** All that it could have now. */
  get left(): Amount {
    return this.#budgets.map((budget) => budget.leftFor(this)).reduce(least);
  }

  /** Whether each call has to leave room for a closing one. */
  get closes(): boolean {
    return this.#budgets.some((budget) => budget.isLimited && this.#hit('usd', budget).atLimit === 'close');
  }

  /** What a call may spend, the limit that it meets, or that it has to wait for what others hold. */
  grant(needed?: Amount): Amount | Hit | 'wait' {
    const { own, run } = this;
    const isBusy = run?.isBusyBeside(this) === true;
    const hit = needed && this.#shortOf(needed);
    if (hit) return isBusy && hit.budget === run ? 'wait' : hit;
    const share = run ? least(own.leftFor(this), run.shareFor(this)) : own.leftFor(this);
    if (isBusy && (share.nanoUsd === 0 || share.tokens === 0)) return 'wait';
    return (this.#granted = needed ? largest(share, needed) : share);
  }

  /** The same, after as many waits as it takes. */
  async grantAfterWaiting(needed?: Amount): Promise<Amount | Hit> {
    for (;;) {
      const granted = this.timeUp ?? this.grant(needed);
      if (granted !== 'wait') return granted;
      const before = this.left;
      const isMore = (): boolean => this.left.nanoUsd > before.nanoUsd || this.left.tokens > before.tokens;
      const isWorthAsking = (): boolean => isMore() || !this.run?.isBusyBeside(this) || this.timeUp !== undefined;
      await this.rest(() => this.until(isWorthAsking));
    }
  }

  /** All that is left, at once: for a closing call. */
  grantRest(): Amount {
    return (this.#granted = this.left);
  }

  /**
   * The call has ended and took `spent`, or all it might where nobody knows; `keep` is held back for a closing call. Returns
   * what was taken.
   */
  settle(spent: Amount | undefined, keep = NOTHING): Amount {
    const taken = spent ?? limited(this.#granted ?? NOTHING);
    this.#granted = undefined;
    this.#kept = NOTHING;
    for (const budget of this.#budgets) budget.spend(taken);
    this.#kept = least(keep, limited(this.left, keep));
    return taken;
  }

  /** What a call is told of its grant. */
  allowanceOf({ nanoUsd: nano, tokens }: Amount): Pick<CallInput, 'allowanceNanoUsd' | 'allowanceTokens' | 'closing'> {
    return {
      allowanceNanoUsd: nano === UNLIMITED ? null : nano,
      ...(tokens !== UNLIMITED && { allowanceTokens: tokens }),
      ...(this.closes && { closing: 'reserve' as const }),
    };
  }

  /** The clock's word. */
  get timeUp(): Hit | undefined {
    const budget = this.#budgets.find(({ isTimeUp }) => isTimeUp);
    return budget && this.#hit('time', budget);
  }

  /** The limit that so many more turns or tool calls would go beyond. */
  beyond(kind: 'turns' | 'toolCalls', by = 1): Hit | undefined {
    const budget = this.#budgets.find((one) => one.countLeft(kind) < by);
    return budget && this.#hit(kind, budget);
  }

  /** Counts them, or takes back what did not happen. */
  count(kind: 'turns' | 'toolCalls', by = 1): void {
    for (const one of this.#budgets) one.count(kind, by);
  }

  /** Keeps nobody waiting meanwhile. */
  async rest(work: () => Promise<void>): Promise<void> {
    this.isWaiting = true;
    try {
      await work();
    } finally {
      this.isWaiting = false;
    }
  }

  /** The agent has ended. */
  close(): void {
    for (const budget of this.#budgets) budget.leave(this);
  }

  #shortOf(needed: Amount): Hit | undefined {
    for (const budget of this.#budgets) {
      const left = budget.leftFor(this);
      if (left.nanoUsd < needed.nanoUsd) return this.#hit('usd', budget);
      if (left.tokens < needed.tokens) return this.#hit('tokens', budget);
    }
    return undefined;
  }

  /** What the ask says holds for the run's limits too. */
  #hit(limit: LimitKind, budget: Budget): Hit {
    return { limit, budget, atLimit: this.own.limits.atLimit ?? budget.limits.atLimit ?? 'end' };
  }
}

/** Without what has no limit. */
function limited({ nanoUsd: nano, tokens }: Amount, instead = NOTHING): Amount {
  return {
    nanoUsd: nano === UNLIMITED ? instead.nanoUsd : nano,
    tokens: tokens === UNLIMITED ? instead.tokens : tokens,
  };
}
