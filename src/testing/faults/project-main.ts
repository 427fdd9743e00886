/**
 * Main of a process that does what needs a user's own module and Temporal's worker, but no server: bundles its workflows
 * once, and replays histories offline. A process of its own keeps both out of a test's.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { buildWorkflows } from '../../worker/bundle-workflows';
import type { CreateWorkerOptions } from '../../worker/create-worker';

const [, , task = '', file = '', folder = '', codePath = ''] = process.argv;

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

async function main(): Promise<void> {
  const { workerOptions } = (await import(pathToFileURL(file).href)) as { workerOptions: CreateWorkerOptions }; // documented contract
  const answer = task === 'bundle' ? await bundle(workerOptions) : await replay(workerOptions);
  process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0)); // whatever the module holds open
}

function bundle({ workflowsPath, workflowBundle, dataConverter }: CreateWorkerOptions): Promise<string> | string {
  if (workflowsPath) return buildWorkflows(workflowsPath, folder, dataConverter ? { dataConverter } : {});
  if (workflowBundle && 'codePath' in workflowBundle) return workflowBundle.codePath;
  throw new TypeError(
    `The worker options of \`${file}\` have neither \`workflowsPath\` nor a \`workflowBundle\` by path.`,
  );
}

/** What replaying said of each file that does not replay. */
async function replay({ dataConverter }: CreateWorkerOptions): Promise<Record<string, string>> {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) }); // told below
  const errors: Record<string, string> = {};
  const options = { workflowBundle: { codePath }, ...(dataConverter && { dataConverter }) };
  const histories = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ workflowId: name, history: JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown }));
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    if (error) errors[workflowId] = error.message;
  }
  return errors;
}
