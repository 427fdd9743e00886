/**
 * One budget and what is left of it: pure arithmetic on what was spent and on what its purses hold. It is never exceeded
 * because nothing is spent that was not held before, and no more is ever held than is left.
 */
import { NOTHING, plus, type Amount } from '../common/amount';
import type { Used } from '../common/gauge';
import { limitsOf, type Limits } from '../common/limits';
import { nanoUsd } from '../common/money';

/** Whoever draws on a budget. */
export interface Drawer {
  /** What it may spend right now, or keeps for its closing call. */
  readonly holds: Amount;
  /** Whether a call of its is under way. */
  readonly isCalling: boolean;
  /** Whether it waits for what others hold. */
  readonly isWaiting: boolean;
}

/** Stands where there is no limit. */
export const UNLIMITED = Number.MAX_SAFE_INTEGER;

const UNUSED: Used = { amount: NOTHING, turns: 0, toolCalls: 0 };

/** The limits of one agent or of a run. Mutable: only purses and whoever raises it change it. */
export class Budget {
  readonly #drawers = new Set<Drawer>();
  #limits: Limits;
  #used: Used;
  /** How often it was raised; whoever waits for that compares. */
  raises = 0;
  /** Set by the clock. */
  isTimeUp = false;

  constructor(limits: Limits, used = UNUSED) {
    this.#limits = limitsOf(limits);
    this.#used = used;
  }

  /** As they stand, raises included. */
  get limits(): Limits {
    return this.#limits;
  }

  get used(): Used {
    return this.#used;
  }

  /** Whether money or tokens are limited at all. */
  get isLimited(): boolean {
    return this.#limits.budget !== undefined || this.#limits.maxTokensTotal !== undefined;
  }

  join(drawer: Drawer): void {
    this.#drawers.add(drawer);
  }

  leave(drawer: Drawer): void {
    this.#drawers.delete(drawer);
  }

  /** What `drawer` could have: all that is neither spent nor held by others. */
  leftFor(drawer?: Drawer): Amount {
    const others = [...this.#drawers].filter((one) => one !== drawer);
    const left = (limit: number | undefined, of: (amount: Amount) => number): number => {
      if (limit === undefined) return UNLIMITED;
      const held = others.reduce((sum, { holds }) => sum + of(holds), 0);
      return Math.max(0, limit - of(this.#used.amount) - held);
    };
    return {
      nanoUsd: nanoUsd(left(this.#limits.budget, ({ nanoUsd: nano }) => nano)),
      tokens: left(this.#limits.maxTokensTotal, ({ tokens }) => tokens),
    };
  }

  /** What is fair to give `drawer` while nobody knows what it needs: its part of what nobody holds. */
  shareFor(drawer: Drawer): Amount {
    const { holds } = drawer;
    const left = this.leftFor(drawer);
    const askers = [...this.#drawers].filter((one) => one === drawer || !one.isCalling).length;
    const part = (all: number, own: number): number =>
      all === UNLIMITED ? all : Math.min(all, own + Math.floor(Math.max(0, all - own) / askers));
    return { nanoUsd: nanoUsd(part(left.nanoUsd, holds.nanoUsd)), tokens: part(left.tokens, holds.tokens) };
  }

  /** Whether somebody else may still give something back. */
  isBusyBeside(drawer: Drawer): boolean {
    return [...this.#drawers].some(
      (one) => one !== drawer && (one.isCalling || (!one.isWaiting && one.holds.nanoUsd + one.holds.tokens > 0)),
    );
  }

  /** Turns or tool calls that are left. */
  countLeft(kind: 'turns' | 'toolCalls'): number {
    const limit = kind === 'turns' ? this.#limits.maxTurns : this.#limits.maxToolCalls;
    return limit === undefined ? UNLIMITED : Math.max(0, limit - this.#used[kind]);
  }

  spend(amount: Amount): void {
    this.#used = { ...this.#used, amount: plus(this.#used.amount, amount) };
  }

  /** Counts, or takes back what did not happen. */
  count(kind: 'turns' | 'toolCalls', by: number): void {
    this.#used = { ...this.#used, [kind]: this.#used[kind] + by };
  }

  /** Puts higher limits in place of the ones that there are. */
  raise(limits: Limits): void {
    this.#limits = { ...this.#limits, ...limits };
    this.raises++;
  }
}
