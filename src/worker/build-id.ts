/**
 * The name of a worker's build as history has it: six events of every turn. Temporal's own default holds the whole hash of
 * the bundle, 82 bytes; this one tells builds apart in a third of that.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { WorkerOptions } from '@temporalio/worker';

/** Enough to tell all builds apart that a history can meet. */
const HASH_DIGITS = 16;

type Chosen = Pick<WorkerOptions, 'workflowBundle' | 'buildId' | 'useVersioning' | 'workerDeploymentOptions'>;

/** The build id of a bundle, unless the user chose a name. Without a bundle Temporal makes one later, and names it. */
export async function buildIdOf(options: Chosen): Promise<Pick<WorkerOptions, 'buildId'>> {
  const { workflowBundle: bundle, buildId, useVersioning, workerDeploymentOptions } = options;
  if (!bundle || buildId !== undefined || useVersioning || workerDeploymentOptions) return {};
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath);
  return { buildId: `dw-${createHash('sha256').update(code).digest('hex').slice(0, HASH_DIGITS)}` };
}
