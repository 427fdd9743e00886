/** The whole examination, in the order in which one thing needs the other. */
import type { DataConverter } from '@temporalio/common';
import { connect, type Client } from '../../client/index';
import { definedModels } from '../../workflows/agent';
import type { RunWorkerOptions } from '../../worker/index';
import { configuredConverter, converterOf, workerOptionsOf } from '../config';
import { examineClaude } from './claude';
import { problem, type Finding } from './finding';
import { examineInstallation } from './installation';
import { examineCodecs, examineDeployment, examineProject, examineQueue } from './project';
import { examineServer } from './server';

/** What to examine beyond this installation. */
export interface Examined {
  /** The module with the `workerOptions`. */
  readonly config?: string;
  /** Models beside those of the project's agents. */
  readonly models: readonly string[];
}

/** Examines everything. Nothing is changed and nothing is billed. */
export async function examine({ config, models }: Examined): Promise<readonly Finding[]> {
  const installation = await examineInstallation();
  const loaded = await projectOf(config);
  if ('health' in loaded) return [...installation, loaded];
  const { options, dataConverter } = loaded;
  const project = options ? await examineProject(options) : [];
  const asked = [...new Set([...(options ? definedModels() : []), ...models])];
  return [
    ...installation,
    ...project,
    ...(await examineTemporal(options, dataConverter)),
    ...(await examineClaude(options ?? {}, asked)),
  ];
}

interface Project {
  readonly options: RunWorkerOptions | undefined;
  readonly dataConverter: DataConverter | undefined;
}

async function projectOf(config: string | undefined): Promise<Project | Finding> {
  try {
    const options = config === undefined ? undefined : await workerOptionsOf(config);
    const exported = config === undefined ? configuredConverter() : converterOf(config);
    return { options, dataConverter: options?.dataConverter ?? exported };
  } catch (error) {
    return problem('config', error);
  }
}

async function examineTemporal(
  options: RunWorkerOptions | undefined,
  dataConverter: DataConverter | undefined,
): Promise<readonly Finding[]> {
  const { address, namespace, taskQueue, deployment } = options ?? {};
  let client: Client | undefined;
  try {
    client = await connect({ ...(address && { address }), ...(namespace && { namespace }) });
    const { findings, payloadBytes } = await examineServer(client);
    return [
      ...findings,
      ...(dataConverter ? [await examineCodecs(dataConverter, payloadBytes)] : []),
      ...(deployment ? [await examineDeployment(client, deployment.name)] : []),
      ...(taskQueue ? [await examineQueue(client, taskQueue)] : []),
    ];
  } catch (error) {
    return [problem('server', error)];
  } finally {
    await client?.close();
  }
}
