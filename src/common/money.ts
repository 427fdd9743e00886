/** Money as integer nano-dollars: a cached Haiku token costs ten of them, so nothing is ever rounded. */

declare const unit: unique symbol;

/** Billionths of a US dollar, always an integer. */
export type NanoUsd = number & { readonly [unit]: 'nanoUsd' };

const NANO_PER_USD = 1_000_000_000;

/** Dollars as nano-dollars. Throws on what is not a finite amount of at least zero. */
export function usd(dollars: number): NanoUsd {
  if (!Number.isFinite(dollars) || dollars < 0) {
    throw new TypeError(
      `An amount of money must be zero or more dollars, not \`${dollars}\`. Write for instance usd(0.5).`,
    );
  }
  return nanoUsd(Math.round(dollars * NANO_PER_USD));
}

/** Brands a count of nano-dollars. Throws on a fraction or beyond 2^53: arithmetic on money must stay exact. */
export function nanoUsd(count: number): NanoUsd {
  if (!Number.isSafeInteger(count)) throw new TypeError(`\`${count}\` nano-dollars is not a safe integer.`);
  return count as NanoUsd;
}

/** Nano-dollars as dollars, for people and for JSON reports. */
export function inUsd(amount: NanoUsd): number {
  return amount / NANO_PER_USD;
}

/** Below a cent four decimals would hide what a cached call costs. */
const CENT = 10_000_000;

/** `USD 0.0123`, six decimals below a cent; no dollar sign, which the Temporal UI takes for mathematics. */
export function formatUsd(amount: NanoUsd): string {
  return `USD ${inUsd(amount).toFixed(amount > 0 && amount < CENT ? 6 : 4)}`;
}
