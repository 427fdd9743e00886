/**
 * A part of the run's dollars for work whose calls this run does not see, such as a child workflow: held for as long as
 * it takes, then spent as far as it was spent.
 */
import { condition } from '@temporalio/workflow';
import { NOTHING, type Amount } from '../common/amount';
import type { Limits } from '../common/limits';
import { nanoUsd, type NanoUsd } from '../common/money';
import type { Drawer } from './budget';
import type { Spent } from './outcome';
import { runBudget } from './run-budget';

/**
 * Lends up to `amount` out of the run's budget to `work`, which gets it as `limits` and resolves to what it cost: the
 * outcome of an `agentWorkflow` says so. Waits while agents that are under way hold too much of it. Where the work throws,
 * nobody knows what it cost, and all that was lent counts. Without `limitRun`, or one of its dollars, `amount` alone holds.
 */
export async function lendBudget<T extends Pick<Spent, 'costNanoUsd' | 'unaccountedNanoUsd'>>(
  amount: NanoUsd,
  work: (limits: Pick<Limits, 'budget'>) => Promise<T>,
): Promise<T> {
  const run = runBudget();
  if (!run) return work({ budget: amount });
  const drawer = { holds: NOTHING, isCalling: false, isWaiting: true } satisfies Drawer;
  run.join(drawer);
  try {
    const left = (): number => run.leftFor(drawer).nanoUsd;
    const isWorthLending = (): boolean => left() >= amount || !run.isBusyBeside(drawer);
    while (!isWorthLending()) await condition(isWorthLending); // others that were woken too may have been first
    const lent: Amount = { nanoUsd: nanoUsd(Math.min(amount, left())), tokens: 0 };
    Object.assign(drawer, { holds: lent, isCalling: true, isWaiting: false });
    let spent = lent;
    try {
      const result = await work({ budget: lent.nanoUsd });
      spent = { ...lent, nanoUsd: nanoUsd(result.costNanoUsd + result.unaccountedNanoUsd) };
      return result;
    } finally {
      run.spend(spent);
    }
  } finally {
    run.leave(drawer);
  }
}
