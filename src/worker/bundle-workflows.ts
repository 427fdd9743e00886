/** The workflow bundle made ahead of time: a worker with one starts in half a second instead of three. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { bundleWorkflowCode, type BundlerPlugin, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { refuseBadAgents } from './agent-check';
import { stepSummariesPath } from './claude-plugin';
import { ownVersion } from './own-package';
import { sharingModules } from './shared-modules';

/** What a bundle may hold beside the workflows. */
export interface BundleOptions {
  /** The worker's: its converters run in the workflows' sandbox, so they belong into the bundle. */
  readonly dataConverter?: Pick<DataConverter, 'payloadConverterPath' | 'failureConverterPath'>;
  /** The worker's, those with workflow interceptors at least: `tracing` has some. */
  readonly plugins?: readonly BundlerPlugin[];
}

/** Bundles the workflows of a module, with the interceptor that labels steps. Pass it to `createWorker({ workflowBundle })`. */
export function bundleWorkflows(
  workflowsPath: string,
  { dataConverter: { payloadConverterPath, failureConverterPath } = {}, plugins = [] }: BundleOptions = {},
): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode(
    sharingModules({
      ...{ workflowsPath, workflowInterceptorModules: [stepSummariesPath()], logger: quiet, plugins: [...plugins] },
      ...(payloadConverterPath && { payloadConverterPath }),
      ...(failureConverterPath && { failureConverterPath }),
    }),
  );
}

/**
 * Writes the bundle for a worker image, with the versions that made it beside it. Returns the path to pass as
 * `workflowBundle: { codePath }`. Throws what is wrong with the agents.
 */
export async function buildWorkflows(
  workflowsPath: string,
  folder: string,
  options: BundleOptions = {},
): Promise<string> {
  refuseBadAgents(workflowsPath);
  const { code } = await bundleWorkflows(workflowsPath, options);
  await mkdir(folder, { recursive: true });
  const codePath = join(folder, 'workflow-bundle.js');
  await writeFile(codePath, code);
  await writeFile(manifestOf(codePath), JSON.stringify(versions(), null, 2));
  return codePath;
}

/** Refuses a bundle that other versions made: its half of the sandbox would not fit this worker's. */
export function requireSameVersions(codePath: string): void {
  const manifest = manifestOf(codePath);
  if (!existsSync(manifest)) return; // somebody else's bundle: Temporal itself has to say
  const built = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>; // `buildWorkflows` wrote it
  const other = Object.entries(versions()).find(([name, version]) => built[name] !== version);
  if (!other) return;
  const [name, version] = other;
  throw new Error(
    `The bundle \`${codePath}\` was built with ${name} \`${built[name]}\`, and this worker has \`${version}\`. Build it again: \`npx dw build\`.`,
  );
}

function versions(): Record<string, string> {
  const temporal = createRequire(__filename)('@temporalio/worker/package.json') as { version: string }; // as npm writes it
  return { 'dynamic-workflows': ownVersion(), '@temporalio/worker': temporal.version };
}

function manifestOf(codePath: string): string {
  return `${codePath}.json`;
}

/** What webpack has to say is of interest only when it fails, and then it throws. */
const quiet = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // Nothing: see above.
}
