/**
 * The clock of one budget: a timer with a summary that says when time is up, and ends whatever runs under it. The
 * workflow's clock, so it goes on through restarts and waits.
 */
import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Budget } from './budget';
import { oneLine } from './summary';

/** Starts when it is made, where the budget limits the time at all. */
export class Deadline {
  readonly #scopes = new Set<CancellationScope>();
  #timer: CancellationScope | undefined;

  constructor(
    private readonly budget: Budget,
    private readonly label: string,
    readonly startedAtMs: number,
  ) {
    this.restart();
  }

  /** When time is up, by the workflow's clock. */
  get endsAtMs(): number | undefined {
    const { maxWallMs } = this.budget.limits;
    return maxWallMs === undefined ? undefined : this.startedAtMs + maxWallMs;
  }

  /** Goes by the budget's limit as it is now. */
  restart(): void {
    this.stop();
    const { endsAtMs } = this;
    if (endsAtMs === undefined) return;
    this.budget.isTimeUp = false;
    this.#timer = new CancellationScope();
    this.#timer
      .run(() => sleep(Math.max(1, endsAtMs - Date.now()), { summary: oneLine(`${this.label} · time is up`) }))
      .then(
        () => this.#end(),
        () => undefined, // stopped, or the run is cancelled
      );
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Ends with the scope when time is up; call the result to leave. */
  watch(scope: CancellationScope): () => void {
    this.#scopes.add(scope);
    return () => this.#scopes.delete(scope);
  }

  #end(): void {
    this.budget.isTimeUp = true;
    for (const scope of this.#scopes) scope.cancel();
  }
}

/** Work that is cancelled when one of these is up; `instead` is what it comes to then. Without any it is just the work. */
export async function underClock<T>(
  deadlines: readonly Deadline[],
  work: () => Promise<T>,
  instead: (error: unknown) => T,
): Promise<T> {
  const outer = CancellationScope.current();
  const scope = new CancellationScope();
  const leave = deadlines.map((deadline) => deadline.watch(scope));
  try {
    return await scope.run(work);
  } catch (error) {
    if (!isCancellation(error) || outer.consideredCancelled || !scope.consideredCancelled) throw error;
    return instead(error);
  } finally {
    for (const one of leave) one();
  }
}
