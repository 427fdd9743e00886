/** `dw build`: the workflow bundle of a project, made once for its worker image. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { buildWorkflows } from '../worker/index';
import { workerOptionsOf } from './config';
import { printableJson } from './printable';
import type { Terminal } from './terminal';

interface BuildFlags {
  readonly config: string;
  readonly out: string;
  readonly json?: true;
}

/** Adds the command. */
export function addBuildCommand(program: Command, terminal: Terminal): void {
  program
    .command('build')
    .description('bundle the workflows ahead of time: a worker with a bundle starts in half a second')
    .requiredOption('--config <file>', 'JavaScript module that exports `workerOptions`, or has them as its default')
    .option('--out <folder>', 'where to write', 'dist')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ dw build --config ./dist/worker.js --out ./dist')
    .action((flags: BuildFlags) => build(flags, terminal));
}

async function build({ config, out, json }: BuildFlags, terminal: Terminal): Promise<void> {
  const { workflowsPath, dataConverter, plugins = [] } = await workerOptionsOf(config);
  if (!workflowsPath) throw new TypeError(`The worker options of \`${config}\` have no \`workflowsPath\` to bundle.`);
  const codePath = await buildWorkflows(workflowsPath, resolve(out), {
    plugins,
    ...(dataConverter && { dataConverter }),
  });
  terminal.out(json ? printableJson({ codePath }) : `Wrote ${codePath}. Use it with: dw worker --bundle ${codePath}`);
}
