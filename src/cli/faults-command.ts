/** `dw faults`: puts a project's own workflow under faults and tells of each run how it came out. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidArgumentError, type Command } from 'commander';
import { tryFaults, type FaultModule, type Judged } from '../testing/index';
import type { Terminal } from './terminal';

interface FaultFlags {
  readonly only?: string;
  readonly sample?: number;
  readonly lanes?: number;
  readonly json?: true;
}

const EXIT_FAILED = 1;

/** Adds the command. */
export function addFaultsCommand(program: Command, terminal: Terminal): void {
  program
    .command('faults')
    .description('run a workflow again and again, with one fault at each place, and compare with a run in peace')
    .argument('<module>', 'compiled module that exports `faults`: a workflow, its worker, its input, its script')
    .option('--only <text>', 'only faults whose description contains this, such as `kill during` or `claude:`')
    .option('--sample <count>', 'at most so many of them, spread evenly', count)
    .option('--lanes <count>', 'workers that are killed at the same time', count)
    .option('--json', 'print the whole report as JSON')
    .addHelpText('after', '\nExample:\n  $ dw faults ./dist/faults.js --only kill')
    .action((module: string, flags: FaultFlags) => run(module, flags, terminal));
}

async function run(path: string, { only = '', sample, lanes, json }: FaultFlags, terminal: Terminal): Promise<void> {
  const { workflow, ...subject } = await faultModule(path);
  const report = await tryFaults(workflow, {
    ...subject,
    ...(sample !== undefined && { sample }),
    ...(lanes !== undefined && { lanes }),
    only: (_fault, words) => words.includes(only),
    ...(!json && { onJudged: (judged: Judged) => tell(judged, terminal) }),
  });
  const violated = report.runs.filter(({ violations }) => violations.length > 0).length;
  if (json) terminal.out(JSON.stringify(report, null, 2));
  else
    terminal.out(
      `${report.runs.length} runs under faults at ${report.places} places in ${Math.round(report.ms / 1_000)} s: ${violated} violated.`,
    );
  terminal.exit(violated > 0 || report.runs.length === 0 ? EXIT_FAILED : 0);
}

function tell({ faults, workflowId, proofs, violations, ms }: Judged, { out, colours }: Terminal): void {
  const mark = violations.length > 0 ? colours.red('violated') : colours.green('survived');
  out(`${mark} ${faults.join(', ')} · ${ms} ms · ${proofs.join(', ')}`);
  for (const violation of violations) out(`         ${violation} (${workflowId})`);
}

async function faultModule(path: string): Promise<FaultModule> {
  const module = (await import(pathToFileURL(resolve(path)).href)) as {
    faults?: FaultModule;
    default?: { faults?: FaultModule };
  };
  const faults = module.faults ?? module.default?.faults;
  if (faults) return faults;
  throw new TypeError(
    `\`${path}\` has nothing to put under faults: export \`faults = { workflow, worker, input, script }\` from it.`,
  );
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError(`\`${text}\` is not a number of at least 1.`);
}
