/**
 * The worst moment: the refund is committed in the database, and the worker dies before it could say so. The worker is
 * held there by a hook of the testing door; that the refund is committed is read from the database itself.
 */
import type { Place, WorkerProcess } from 'dynamic-workflows/testing';
import { readEffects } from './effects';
import type { Screen } from './screen';
import type { Stage } from './stage';

/** A crash that waits for its moment. */
export interface Crash {
  /** For the worker that is to die. */
  onPlace(place: Place): Promise<void>;
  /** Kills the worker at the moment and starts another; resolves with the number of kills, 0 if the run ended before. */
  happen(stage: Stage, worker: WorkerProcess, ended: Promise<unknown>): Promise<number>;
}

/** Prepares the crash for the refund of one ticket; it happens once. */
export function prepareCrash(ticketId: string, screen: Screen): Crash {
  let arrive: () => void = () => undefined;
  const reached = new Promise<'reached'>((resolve) => (arrive = () => resolve('reached')));
  return {
    async onPlace({ activity, moment }) {
      if (activity !== 'issueRefund' || moment !== 'after') return;
      if ((await readEffects(ticketId)).refunds === 0) return; // the tool refused: there is nothing to lose yet
      arrive();
      await new Promise(() => undefined); // held here until it is killed
    },
    async happen(stage, worker, ended) {
      const what = await Promise.race([reached, ended]);
      if (what !== 'reached') return 0;
      screen.rest();
      screen.alarm(
        `✗ the refund is committed in Postgres, and nobody else knows: killing worker ${worker.pid} with SIGKILL`,
      );
      await worker.kill();
      screen.wait('starting another worker; the server misses the heartbeat after 3 s and tries the refund again');
      const next = await stage.startWorker();
      screen.rest();
      screen.say(`  → worker ${next.pid} takes over`);
      return 1;
    },
  };
}
