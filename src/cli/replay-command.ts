/** `dw replay`: what today's code would do to recorded runs. Asked before a deploy, it finds the edit that breaks them. */
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { replayRuns, type ReplayedRun } from '../testing/index';
import { converterOf, workerOptionsOf } from './config';
import { printableJson, printableLine } from './printable';
import { quietRuntime } from './quiet-runtime';
import { takingRuns, withRuns, type RunsFlags } from './recorded-runs';
import { tableOf, type Column } from './table';
import type { Terminal } from './terminal';

interface ReplayFlags extends RunsFlags {
  readonly config?: string;
  readonly bundle?: string;
  readonly workflows?: string;
  readonly json?: true;
}

type ReplayOptions = Parameters<typeof replayRuns>[1];

const COLUMNS: readonly Column[] = [
  ...[{ heading: 'id' }, { heading: 'type' }],
  ...['events', 'conversations', 'messages'].map((heading) => ({ heading, isNumber: true })),
  { heading: 'replay' },
];

/** Adds the command. */
export function addReplayCommand(program: Command, terminal: Terminal): void {
  takingRuns(program.command('replay'))
    .description("replay recorded runs on today's workflow code and rebuild their conversations")
    .option('--config <file>', 'JavaScript module with `workerOptions`, or with the `dataConverter` alone (DW_CONFIG)')
    .option('--workflows <file>', 'the workflows, instead of the `workflowsPath` of the worker options')
    .option('--bundle <file>', 'the workflows as `dw build` wrote them')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Exit codes: 0 all go on as recorded, 1 one would not.

Example:
  $ dw replay runs/*.json --config ./dist/worker.js
  $ dw replay --query 'WorkflowType = "complaint"' --bundle ./dist/workflow-bundle.js`,
    )
    .action((files: string[], flags: ReplayFlags) => replay(files, flags, terminal));
}

async function replay(files: readonly string[], flags: ReplayFlags, terminal: Terminal): Promise<void> {
  if (files.length > 0 === (flags.query !== undefined))
    throw new InvalidArgumentError('Name files of recorded runs, or a --query for runs on the server: one of the two.');
  const options = await optionsOf(flags);
  quietRuntime();
  const replayed = await withRuns(files, flags, options.dataConverter, (runs) => replayRuns(runs, options));
  if (flags.json) terminal.out(printableJson(replayed));
  else terminal.out(reportOf(replayed, terminal));
  const broken = replayed.filter(({ problems }) => problems.length > 0).length;
  if (broken > 0) throw new Error(`${broken} of ${replayed.length} runs would not go on as they were recorded.`);
}

async function optionsOf({
  config = process.env['DW_CONFIG'],
  bundle,
  workflows,
}: ReplayFlags): Promise<ReplayOptions> {
  const worker: ReplayOptions = config ? await workerOrConverter(config) : {};
  const { workflowsPath, workflowBundle, ...rest } = worker;
  if (bundle) return { ...rest, workflowBundle: { codePath: resolve(bundle) } };
  if (workflows) return { ...rest, workflowsPath: resolve(workflows) };
  if (workflowsPath) return { ...rest, workflowsPath };
  if (workflowBundle) return { ...rest, workflowBundle };
  throw new InvalidArgumentError('Say which workflows: --config with worker options, --workflows or --bundle.');
}

async function workerOrConverter(config: string): Promise<ReplayOptions> {
  const dataConverter = converterOf(config);
  const options = await workerOptionsOf(config).catch((error: unknown) => {
    if (error instanceof TypeError) return undefined; // loaded, and without worker options
    throw error;
  });
  const { workflowsPath, workflowBundle, interceptors, plugins, bundlerOptions } = options ?? {};
  const converter = options?.dataConverter ?? dataConverter;
  return {
    ...(workflowsPath && { workflowsPath }),
    ...(workflowBundle && { workflowBundle }),
    ...(interceptors && { interceptors }),
    ...(plugins && { plugins }),
    ...(bundlerOptions && { bundlerOptions }),
    ...(converter && { dataConverter: converter }),
  };
}

function reportOf(replayed: readonly ReplayedRun[], { colours }: Terminal): string {
  const [heading = '', ...lines] = tableOf(COLUMNS, replayed.map(cellsOf));
  const problems = replayed.flatMap(({ workflowId, problems: found }) =>
    found.map((problem) => `${printableLine(workflowId)}, ${problem.of}: ${printableLine(problem.message)}`),
  );
  return [colours.dim(heading), ...lines, ...(problems.length > 0 ? ['', ...problems] : [])].join('\n');
}

function cellsOf({ workflowId, workflowType, events, conversations, messages, problems }: ReplayedRun) {
  const verdict = problems.length === 0 ? 'ok' : `breaks: ${problems.map((problem) => problem.of).join(', ')}`;
  return [
    ...[printableLine(workflowId), printableLine(workflowType)],
    ...[String(events), String(conversations), String(messages), verdict],
  ];
}
