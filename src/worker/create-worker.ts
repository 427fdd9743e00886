/** A ready-made worker on top of the plugin: connection from the environment, options checked at start. */
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { CLAUDE_OPTIONS, type ClaudeOptions } from '../activities/claude-activities';
import { refuseBadAgents } from './agent-check';
import { buildIdOf } from './build-id';
import { requireWorkingCodecs } from './codec-check';
import { requireEqualVersions, requireOneProtobufjs } from './package-check';
import { pinnedTo, type DeploymentOptions } from './deployment';
import { requireSameVersions } from './bundle-workflows';
import { claude } from './claude-plugin';
import { connectWorker } from './connection';

/** Long enough for most model calls in flight to end before a deploy takes the worker down. */
const SHUTDOWN_GRACE = '30s';

/** A run whose worker was lost goes on elsewhere after this long; Temporal's own default is 10 seconds. */
const STICKY_TIMEOUT = '3s';

/** Options of Temporal's worker, and those of `claude`. */
export type CreateWorkerOptions = Omit<WorkerOptions, 'taskQueue'> &
  ClaudeOptions & {
    readonly taskQueue: string;
    /** Default: TEMPORAL_ADDRESS, then Temporal's profiles, then `localhost:7233`. Ignored where `connection` is given. */
    readonly address?: string;
    /** Polls as a build of a worker deployment. Instead of Temporal's `workerDeploymentOptions`. */
    readonly deployment?: DeploymentOptions;
  };

/** Creates a worker; `run()` it. Fails at once for unusable tools or agents, a missing key, or a server that does not answer. */
export async function createWorker(options: CreateWorkerOptions): Promise<Worker> {
  const { address, deployment, ...rest } = withoutClaude(options);
  if (!rest.workflowsPath && !rest.workflowBundle) {
    throw new TypeError(
      'A worker needs its workflows: pass `workflowsPath`, the path of their module, or a `workflowBundle`.',
    );
  }
  requireOneProtobufjs();
  requireEqualVersions();
  if (rest.workflowBundle && 'codePath' in rest.workflowBundle) requireSameVersions(rest.workflowBundle.codePath);
  if (rest.workflowsPath) refuseBadAgents(rest.workflowsPath);
  const plugin = claude(claudeOptionsOf(options));
  if (rest.dataConverter) await requireWorkingCodecs(rest.dataConverter);
  const found = rest.connection ? { connection: rest.connection } : await connectWorker(address);
  return Worker.create({
    shutdownGraceTime: SHUTDOWN_GRACE,
    stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
    ...(await buildIdOf(rest)),
    ...rest,
    namespace:
      rest.namespace ?? (('namespace' in found && found.namespace) || process.env['TEMPORAL_NAMESPACE'] || 'default'),
    connection: found.connection,
    ...(deployment && { workerDeploymentOptions: pinnedTo(deployment) }),
    plugins: [...(rest.plugins ?? []), plugin],
  });
}

function claudeOptionsOf(options: ClaudeOptions): ClaudeOptions {
  const given = CLAUDE_OPTIONS.filter((name) => options[name] !== undefined); // exact optional types tell undefined from absent
  return Object.fromEntries(given.map((name) => [name, options[name]])) as unknown as ClaudeOptions; // same keys, fewer
}

function withoutClaude(options: CreateWorkerOptions): Omit<CreateWorkerOptions, keyof ClaudeOptions> {
  const names: readonly string[] = CLAUDE_OPTIONS;
  const rest = Object.entries(options).filter(([name]) => !names.includes(name));
  return Object.fromEntries(rest) as Omit<CreateWorkerOptions, keyof ClaudeOptions>; // as above
}
