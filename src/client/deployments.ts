/**
 * Worker deployments: which builds of a worker the server knows, which one gets new runs, and how many open runs each
 * still has. Temporal's own client has no methods for them.
 */
import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { GRPC, detailsOf, statusOf } from './grpc-status';

/** One build of a deployment's worker. */
export interface DeployedBuild {
  readonly buildId: string;
  /** New runs start on it. */
  readonly isCurrent: boolean;
  /** The share of new runs, 0 to 100, that start on it instead of the current one. */
  readonly rampPercent: number;
  /** Runs that are open on it, as far as visibility knows by now. */
  readonly openRuns: number;
}

/** A deployment and its builds, newest first. */
export interface Deployment {
  readonly name: string;
  readonly builds: readonly DeployedBuild[];
}

/** What new runs shall start on. */
export type Routing =
  /** All of them on this build. */
  | { readonly current: string }
  /** This share of them, 0 to 100, on this build; 100 is not yet "current". */
  | { readonly ramp: string; readonly percent: number }
  /** No more than the current build. */
  | { readonly ramp: null };

/** The names of all deployments in the namespace. */
export async function listDeployments({ workflowService, options: { namespace } }: Client): Promise<readonly string[]> {
  const { workerDeployments = [] } = await workflowService.listWorkerDeployments({ namespace });
  return (workerDeployments ?? []).map(({ name }) => name ?? '');
}

/** One deployment. Throws where the server does not know it: no worker of it has polled yet. */
export async function describeDeployment(client: Client, name: string): Promise<Deployment> {
  const { namespace } = client.options;
  const { workerDeploymentInfo: info } = await explained(name, () =>
    client.workflowService.describeWorkerDeployment({ namespace, deploymentName: name }),
  );
  const {
    currentDeploymentVersion: current,
    rampingDeploymentVersion: ramping,
    ...routing
  } = info?.routingConfig ?? {};
  const builds = (info?.versionSummaries ?? []).map(async ({ deploymentVersion }): Promise<DeployedBuild> => {
    const buildId = deploymentVersion?.buildId ?? '';
    return {
      buildId,
      isCurrent: current?.buildId === buildId,
      rampPercent: ramping?.buildId === buildId ? (routing.rampingVersionPercentage ?? 0) : 0,
      openRuns: await openRunsOf(client, name, buildId),
    };
  });
  return { name, builds: await Promise.all(builds) };
}

/** How long a build that has just started gets until its workers have polled all their queues, in ms. */
const QUEUES_WAIT_MS = 20_000;

/**
 * Changes what new runs start on. Runs that are open stay on their build. Throws where the server knows no such build,
 * or after 20 s where no worker of it polls a queue that the current build polls.
 */
export async function routeDeployment(client: Client, name: string, routing: Routing): Promise<void> {
  const { namespace, identity } = client.options;
  const request = { namespace, identity, deploymentName: name };
  await explained(name, () =>
    onceQueuesPoll(async () => {
      if ('current' in routing) {
        await client.workflowService.setWorkerDeploymentCurrentVersion({ ...request, buildId: routing.current });
      } else {
        const { ramp, percent } = routing.ramp === null ? { ramp: '', percent: 0 } : routing;
        await client.workflowService.setWorkerDeploymentRampingVersion({
          ...request,
          buildId: ramp,
          percentage: percent,
        });
      }
    }),
  );
}

/** A worker polls its queues one after another; until the last of them the server takes its build for an incomplete one. */
async function onceQueuesPoll(change: () => Promise<void>): Promise<void> {
  const until = Date.now() + QUEUES_WAIT_MS;
  for (;;) {
    try {
      return await change();
    } catch (error) {
      if (!isMissingQueues(error) || Date.now() > until) throw error;
      await setTimeout(500);
    }
  }
}

function isMissingQueues(error: unknown): boolean {
  return /missing active task queues/i.test(detailsOf(error));
}

async function openRunsOf(client: Client, name: string, buildId: string): Promise<number> {
  const version = `${name}:${buildId}`.replaceAll('"', '');
  const query = `TemporalWorkerDeploymentVersion = "${version}" AND ExecutionStatus = "Running"`;
  return (await client.workflow.count(query)).count;
}

async function explained<T>(name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new Error(`The server refuses deployment \`${name}\`: ${detailsOf(cause)}.${cureOf(cause)}`, { cause });
  }
}

function cureOf(refusal: unknown): string {
  if (statusOf(refusal) === GRPC.notFound || /not found/i.test(detailsOf(refusal)))
    return ' Start a worker of this build first: the server learns of builds when they poll.';
  if (isMissingQueues(refusal))
    return ' Start workers of this build on every task queue that the current build serves.';
  return '';
}
