/** `dw faults`: puts a project's own workflow under faults and tells of each run how it came out. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { tryFaults, tryRandom, type FaultModule, type Judged, type RandomRun } from '../testing/index';
import type { Terminal } from './terminal';

interface FaultFlags {
  readonly only?: string;
  readonly sample?: number;
  readonly lanes?: number;
  readonly random?: number;
  readonly seed?: string;
  readonly as?: string;
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
    .option(
      '--random <runs>',
      'instead: so many runs under many faults at random moments, workers replaced all the time',
      count,
    )
    .option('--seed <number>', 'where the seeds begin; `7.3` is run 3 of batch 7 alone', /^\d+(\.\d+)?$/, '1')
    .addOption(new Option('--as <command>', 'how this command is called').hideHelp())
    .option('--json', 'print the whole report as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ dw faults ./dist/faults.js --only kill\n  $ dw faults ./dist/faults.js --random 100 --seed 7',
    )
    .action((module: string, flags: FaultFlags) =>
      flags.random === undefined ? run(module, flags, terminal) : runRandom(module, flags, terminal),
    );
}

async function runRandom(path: string, flags: FaultFlags, terminal: Terminal): Promise<void> {
  const { random: runs = 1, seed = '1', lanes, as = `dw faults ${path}`, json } = flags;
  const [batch, run] = seed.split('.').map(Number);
  const { workflow, ...subject } = await faultModule(path);
  const report = await tryRandom(workflow, {
    ...{ ...subject, runs: run === undefined ? runs : 1, seed: batch ?? 1 },
    ...(run !== undefined && { run }),
    ...(lanes !== undefined && { lanes }),
    ...(!json && { onJudged: (judged: RandomRun) => tellRandom(judged, as, terminal) }),
  });
  const violated = report.runs.filter(({ violations }) => violations.length > 0).length;
  const struck = report.runs.reduce((sum, { own }) => sum + own, 0);
  if (json) terminal.out(JSON.stringify(report, null, 2));
  else {
    const interrupted = report.runs.reduce((sum, run) => sum + run.interrupted, 0);
    const told = `${report.runs.length} runs, ${report.kills} workers killed, which interrupted runs ${interrupted} times`;
    terminal.out(
      `${told}, ${struck} faults of single runs, in ${Math.round(report.ms / 1_000)} s: ${violated} violated.`,
    );
  }
  terminal.exit(violated > 0 ? EXIT_FAILED : 0);
}

function tellRandom(judged: RandomRun, as: string, terminal: Terminal): void {
  const { seed, faults, interrupted, needed, violations, workflowId, ms, isLimited } = judged;
  const { out, colours } = terminal;
  const mark = violations.length > 0 ? colours.red('violated') : colours.green('survived');
  const limited = isLimited ? ' · its own limits ended it' : '';
  const met = `${faults.length} faults · interrupted ${interrupted} times`;
  out(`${mark} seed ${seed.batch}.${seed.run} · ${met} · ${ms} ms${limited}`);
  if (violations.length === 0) return;
  for (const violation of violations) out(`         ${violation} (${workflowId})`);
  out(`         needed: ${needed?.join(', ') ?? 'it does not happen again with this plan alone'}`);
  out(`         again:  ${as} --random 1 --seed ${seed.batch}.${seed.run}`);
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
