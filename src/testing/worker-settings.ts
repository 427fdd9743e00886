/** What the parent of a worker process tells it, through one environment variable. */
import type { CreateWorkerOptions } from '../worker/create-worker';

/** Name of the variable. */
export const WORKER_ENV = 'DYNAMIC_WORKFLOWS_WORKER';

/** The line that a worker process prints when it polls. */
export const WORKER_READY = 'worker ready';

/** Worker options that survive JSON. */
export type WorkerOverrides = Partial<
  Pick<
    CreateWorkerOptions,
    'taskQueue' | 'maxCachedWorkflows' | 'maxCachedTranscripts' | 'workflowBundle' | 'idleMs' | 'shutdownGraceTime'
  >
>;

/** The variable's content. */
export interface WorkerSettings {
  readonly module: string;
  readonly overrides: WorkerOverrides;
  /** Where to report places, and wait for the answer. */
  readonly placesUrl?: string;
}
