/** Worker versioning: runs stay on the build on which they started, so that an edit of workflow code breaks none of them. */
import type { WorkerOptions } from '@temporalio/worker';

/** A build of a worker deployment. No new run starts on it before `dw deploy` says so. */
export interface DeploymentOptions {
  /** Names the deployment: the same for all its builds. */
  readonly name: string;
  /** Names the build: a version, a commit, a hash of the image. Another one with every edit of workflow code. */
  readonly buildId: string;
}

/** Temporal's options for it. A workflow type of one's own may say otherwise with `setWorkflowOptions`. */
export function pinnedTo({ name, buildId }: DeploymentOptions): NonNullable<WorkerOptions['workerDeploymentOptions']> {
  if (!name || !buildId) throw new TypeError('A deployment needs a `name` and a `buildId`.');
  return {
    useWorkerVersioning: true,
    version: { deploymentName: name, buildId },
    defaultVersioningBehavior: 'PINNED',
  };
}
