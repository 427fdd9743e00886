/** What the parent of a worker process tells it, through one environment variable. */
import type { CreateWorkerOptions } from '../worker/create-worker';

/** Name of the variable. */
export const WORKER_ENV = 'DYNAMIC_WORKFLOWS_WORKER';

/** The line that a worker process prints when it polls. */
export const WORKER_READY = 'worker ready';

/** The line that a standby prints when it has loaded everything. */
export const WORKER_LOADED = 'worker loaded';

/** Where a standby asks whether it may begin. */
export const JOIN_PATH = '/join';

/** Worker options that survive JSON. */
export type WorkerOverrides = Partial<
  Pick<
    CreateWorkerOptions,
    | 'taskQueue'
    | 'maxCachedWorkflows'
    | 'maxCachedTranscripts'
    | 'workflowBundle'
    | 'idleMs'
    | 'shutdownGraceTime'
    | 'reuseV8Context'
    | 'maxConcurrentActivityTaskPolls'
    | 'maxConcurrentWorkflowTaskPolls'
  >
>;

/** The variable's content. */
export interface WorkerSettings {
  readonly module: string;
  readonly overrides: WorkerOverrides;
  /** Where to report places, and wait for the answer. */
  readonly placesUrl?: string;
  /** Under the fault kit: reports workflow tasks and tools as well, and does as the answer says. */
  readonly isUnderFaults?: boolean;
  /** Loads everything, then waits to be asked to join. */
  readonly isStandby?: boolean;
}
