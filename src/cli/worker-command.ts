/** `dw worker`: runs the worker of a project, as a service does. */
import { InvalidArgumentError, type Command } from 'commander';
import { runWorker, type RunWorkerOptions } from '../worker/index';
import { workerOptionsOf } from './config';
import type { Terminal } from './terminal';

interface WorkerFlags {
  readonly config: string;
  readonly bundle?: string;
  readonly healthPort?: string;
  readonly deployment?: string;
  readonly buildId?: string;
}

/** Adds the command. */
export function addWorkerCommand(program: Command, terminal: Terminal): void {
  program
    .command('worker')
    .description('run the worker that a module describes, until SIGTERM; the exit code tells why it ended')
    .requiredOption('--config <file>', 'JavaScript module that exports `workerOptions`, or has them as its default')
    .option('--bundle <file>', 'workflows as `dw build` wrote them, instead of the `workflowsPath`')
    .option('--health-port <port>', 'serve /healthz, /readyz and /metrics there')
    .option('--deployment <name>', 'poll as a build of this deployment: runs stay on the build on which they started')
    .option('--build-id <id>', 'which build, for instance a version or a commit')
    .addHelpText(
      'after',
      `
Exit codes: 0 stopped in order, 1 not started, 3 broke while running, 4 something in flight did not end in time.

Example:
  $ dw worker --config ./dist/worker.js --health-port 8080`,
    )
    .action((flags: WorkerFlags) => work(flags, terminal));
}

async function work({ config, bundle, healthPort, ...flags }: WorkerFlags, terminal: Terminal): Promise<void> {
  const { workflowsPath, ...rest } = await workerOptionsOf(config);
  const options = {
    ...rest,
    ...(bundle ? { workflowBundle: { codePath: bundle } } : { workflowsPath }),
    ...deploymentOf(flags),
    ...(healthPort !== undefined && { health: { ...rest.health, port: Number(healthPort) } }),
  } as RunWorkerOptions; // one of the two is there, or `createWorker` says so
  const { exitCode, error } = await runWorker(options, (healthUrl) => {
    terminal.err(`The worker polls \`${options.taskQueue}\`.${healthUrl ? ` Health: ${healthUrl}` : ''}`);
  });
  if (error instanceof Error) terminal.err(`dw: The worker ended: ${error.message}`);
  terminal.exit(exitCode);
}

function deploymentOf({ deployment: name, buildId }: Pick<WorkerFlags, 'deployment' | 'buildId'>) {
  if (name === undefined && buildId === undefined) return {};
  if (name !== undefined && buildId !== undefined) return { deployment: { name, buildId } };
  throw new InvalidArgumentError('`--deployment NAME` and `--build-id ID` belong together.');
}
