/** `dw replay`: what today's code would do to recorded runs. Asked before a deploy, it finds the edit that breaks them. */
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { readRecordedRun, recordedRuns, replayRuns, type RecordedRun, type ReplayedRun } from '../testing/index';
import { connected } from './connected';
import { converterOf, workerOptionsOf } from './config';
import { countOf } from './list-command';
import { printableJson, printableLine } from './printable';
import { quietRuntime } from './quiet-runtime';
import { tableOf, type Column } from './table';
import type { Terminal } from './terminal';

interface ReplayFlags {
  readonly config?: string;
  readonly bundle?: string;
  readonly workflows?: string;
  readonly query?: string;
  readonly limit?: number;
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
  program
    .command('replay')
    .description("replay recorded runs on today's workflow code and rebuild their conversations")
    .argument('[files...]', 'written by `dw export`, or histories in the JSON of the Temporal CLI')
    .option('--query <filter>', "runs on the server instead, by Temporal's list filter")
    .option('--limit <count>', 'so many of them at the most, newest first (50)', countOf)
    .option('--config <file>', 'JavaScript module with `workerOptions`, or with the `dataConverter` alone (DW_CONFIG)')
    .option('--workflows <file>', 'the workflows, instead of the `workflowsPath` of the worker options')
    .option('--bundle <file>', 'the workflows as `dw build` wrote them')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Exit codes: 0 all go on as recorded, 1 one would not.

Examples:
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
  const replayed = await forRuns(files, flags, options, (runs) => collected(replayRuns(runs, options)));
  if (flags.json) terminal.out(printableJson(replayed));
  else if (replayed.length > 0) terminal.out(reportOf(replayed, terminal));
  const broken = replayed.filter(({ problems }) => problems.length > 0).length;
  if (replayed.length === 0) throw new Error('No run is found, so nothing was replayed.');
  if (broken > 0) throw new Error(`${broken} of ${replayed.length} runs would not go on as they were recorded.`);
}

/** Lends the runs that are meant: files need no server. */
async function forRuns<T>(
  files: readonly string[],
  { query, limit }: ReplayFlags,
  { dataConverter }: ReplayOptions,
  work: (runs: AsyncIterable<RecordedRun>) => Promise<T>,
): Promise<T> {
  if (query === undefined) return work(fromFiles(files));
  return connected((client) => work(recordedRuns(client, { query, ...(limit && { limit }) })), dataConverter);
}

async function* fromFiles(files: readonly string[]): AsyncGenerator<RecordedRun> {
  for (const file of files) yield await readRecordedRun(file);
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

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
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
