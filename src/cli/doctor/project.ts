/** What a project's own worker options tell: whether a worker could start with them, and what it would ask of others. */
import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type DataConverter } from '@temporalio/common';
import { temporal as proto } from '@temporalio/proto';
import { registerTools } from '../../activities/tool-registry';
import { MAX_REPLY_BYTES } from '../../activities/claude-reply';
import type { Client } from '../../client/index';
import { requireSameVersions } from '../../worker/bundle-workflows';
import { refuseBadAgents } from '../../worker/agent-check';
import { requireWorkingCodecs } from '../../worker/codec-check';
import type { RunWorkerOptions } from '../../worker/index';
import { examined, ok, warning, type Finding } from './finding';

const WORKFLOW_QUEUE = proto.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW;

/** Examines tools, agents and bundle as `createWorker` does. Loads the workflows, so that their agents' models are known. */
export function examineProject(options: RunWorkerOptions): Promise<readonly Finding[]> {
  const { tools, workflowsPath, workflowBundle } = options;
  return Promise.all([
    examined('tools', () => `${registerTools(tools).size} can be used`),
    examined('workflows', () => {
      if (workflowsPath) refuseBadAgents(workflowsPath);
      if (workflowBundle && 'codePath' in workflowBundle) requireSameVersions(workflowBundle.codePath);
      if (workflowsPath || workflowBundle) return 'their agents can work';
      throw new TypeError('A worker needs its workflows: pass `workflowsPath`, the path of their module.');
    }),
  ]);
}

/** Whether the codecs work, and the longest reply still fits into one payload after them. */
export function examineCodecs(converter: DataConverter, payloadBytes: number): Promise<Finding> {
  return examined('codecs', async () => {
    await requireWorkingCodecs(converter);
    let payloads = [defaultPayloadConverter.toPayload(incompressible(MAX_REPLY_BYTES))];
    for (const codec of converter.payloadCodecs ?? []) payloads = await codec.encode(payloads);
    const bytes = payloads.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
    if (bytes <= payloadBytes) return `they work; the longest reply becomes ${bytes} bytes`;
    throw new Error(
      `The codecs make ${bytes} bytes of the longest reply, and a payload may have ${payloadBytes}. Use codecs that add less, or raise \`limit.blobSize.error\`.`,
    );
  });
}

/** Whether somebody polls the queue that runs are started on. */
export async function examineQueue({ temporal }: Client, taskQueue: string): Promise<Finding> {
  const { namespace } = temporal.options;
  const asked = { namespace, taskQueue: { name: taskQueue }, taskQueueType: WORKFLOW_QUEUE };
  const { pollers = [] } = await temporal.workflowService.describeTaskQueue(asked);
  if (pollers && pollers.length > 0) return ok('workers', `${pollers.length} poll \`${taskQueue}\``);
  return warning(
    'workers',
    `Nobody polls \`${taskQueue}\`, so runs on it wait. Start one: \`npx dw worker --config FILE\`.`,
  );
}

/** Whether any build of a deployment gets new runs. */
export async function examineDeployment(client: Client, name: string): Promise<Finding> {
  const found = await examined('deployment', async () => {
    const { builds } = await client.deployment(name);
    const current = builds.find(({ isCurrent }) => isCurrent);
    if (current) return `new runs start on build \`${current.buildId}\` of \`${name}\``;
    throw new Error(
      `No build of \`${name}\` is current, so no new run starts. Run \`npx dw deploy ${name} --current BUILD\`.`,
    );
  });
  return found.health === 'problem' ? warning(found.check, found.message) : found;
}

/** Text that no codec can make shorter than it is worth. */
function incompressible(length: number): string {
  return randomBytes(length / 2).toString('hex');
}
