/** `dw decisions`: what a changed agent would decide in recorded runs. A gate for prompts, models and toolboxes. */
import { InvalidArgumentError, type Command } from 'commander';
import { formatUsd, nanoUsd, usd, type NanoUsd } from '../common/index';
import { askDecisions, type AskedConversation, type Decision, type DecisionOptions } from '../testing/index';
import { converterOf, loadConfig, memberOf } from './config';
import { printableJson, printableLine } from './printable';
import { takingRuns, withRuns, type RunsFlags } from './recorded-runs';
import type { Terminal } from './terminal';

interface DecisionsFlags extends RunsFlags {
  readonly config: string;
  readonly agent: string;
  readonly model?: string;
  readonly budget?: NanoUsd;
  readonly tolerance: number;
  readonly ignore?: readonly string[];
  readonly json?: true;
}

/** A line should fit a terminal, with its indentation. */
const MAX_DECISION_CHARACTERS = 160;

/** Adds the command. */
export function addDecisionsCommand(program: Command, terminal: Terminal): void {
  takingRuns(program.command('decisions'))
    .description(
      'ask a changed agent what it would decide at each turn of recorded runs, up to its first other decision',
    )
    .requiredOption('--config <file>', 'JavaScript module that exports the agent, and `workerOptions` with its tools')
    .requiredOption('--agent <name>', 'which agent')
    .option('--model <id>', 'ask this model instead of the one of the agent')
    .option('--budget <usd>', 'all requests together cost at most so many dollars', usdOf)
    .option('--tolerance <share>', 'share of the conversations that may diverge, from 0 to 1', shareOf, 0)
    .option('--ignore <tool.argument...>', 'arguments that may differ, such as draftReply.text')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
No tool is run. Requests go where the worker's would: ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL.
Exit codes: 0 within the tolerance, 1 beyond it, or not everything could be asked.

Example:
  $ dw decisions runs/*.json --config ./dist/desk.js --agent resolver --budget 2 --tolerance 0.05`,
    )
    .action((files: string[], flags: DecisionsFlags) => decide(files, flags, terminal));
}

async function decide(files: readonly string[], flags: DecisionsFlags, terminal: Terminal): Promise<void> {
  const options = await optionsOf(flags);
  const asked = await withRuns(files, flags, options.dataConverter, (runs) => askDecisions(runs, options));
  const diverged = asked.filter((one) => one.diverged).length;
  const undecided = asked.filter((one) => one.undecided).length;
  const share = diverged / asked.length;
  if (flags.json) terminal.out(printableJson({ conversations: asked, diverged, undecided, share }));
  else
    terminal.out([...asked.map((one) => textOf(one, terminal)), '', ...totalOf(asked, diverged, undecided)].join('\n'));
  if (undecided > 0) throw new Error(`${undecided} of ${asked.length} conversations could not be asked to their end.`);
  if (share > flags.tolerance)
    throw new Error(`${diverged} of ${asked.length} conversations diverge, and ${flags.tolerance * 100} % may.`);
}

async function optionsOf({ config, agent, model, budget, ignore }: DecisionsFlags): Promise<DecisionOptions> {
  const module = await loadConfig(config);
  const places = [module, memberOf(module, 'default'), memberOf(module, 'agents')];
  const found = places
    .flatMap((place) => (isObject(place) ? (Object.values(place) as unknown[]) : []))
    .find((one) => isAgent(one, agent));
  if (!found)
    throw new TypeError(
      `The config \`${config}\` exports no agent \`${agent}\`. Export what \`defineAgent\` returned.`,
    );
  const worker = memberOf(module, 'workerOptions') ?? memberOf(memberOf(module, 'default'), 'workerOptions');
  const { tools, prices, artifacts, client, apiKey, baseURL, dataConverter } = (worker ??
    {}) as Partial<DecisionOptions>; // the documented contract
  if (typeof client === 'function')
    throw new TypeError(
      "A client that is chosen for each run can't be asked here. Set ANTHROPIC_API_KEY and leave `client` out of this config.",
    );
  const given = {
    ...{ tools, prices, artifacts, client, apiKey, baseURL, budget, ignore },
    dataConverter: dataConverter ?? converterOf(config),
  };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)); // exact optional types
  return { ...set, agent: { ...found, ...(model && { model }) } };
}

function isAgent(value: unknown, name: string): value is DecisionOptions['agent'] {
  return memberOf(value, 'name') === name && typeof memberOf(value, 'system') === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function textOf({ workflowId, agent, same, diverged, undecided }: AskedConversation, { colours }: Terminal): string {
  const who = `${colours.bold(printableLine(workflowId))}  ${agent}`;
  if (undecided) return `${who}  not asked from turn ${undecided.turn} on: ${printableLine(undecided.why)}`;
  if (!diverged) return `${who}  the same in ${same === 1 ? 'its only turn' : `all ${same} turns`}`;
  const { turn, recorded, asked } = diverged;
  return [
    `${who}  another decision at turn ${turn}`,
    ...linesOf(recorded).map((line) => `  - ${line}`),
    ...linesOf(asked).map((line) => `  + ${line}`),
  ].join('\n');
}

function linesOf(decision: Decision): readonly string[] {
  const told =
    decision.kind === 'none'
      ? [`no decision: ${decision.why}`]
      : decision.kind === 'answer'
        ? [`answer ${decision.output === undefined ? '' : printableJson(decision.output, 0)}`]
        : decision.calls.map(({ tool, args }) => `${tool} ${printableJson(args, 0)}`);
  return told.map((line) => printableLine(line, MAX_DECISION_CHARACTERS));
}

function totalOf(asked: readonly AskedConversation[], diverged: number, undecided: number): readonly string[] {
  const sum = (of: (one: AskedConversation) => number): NanoUsd =>
    nanoUsd(asked.reduce((total, one) => total + of(one), 0));
  const cost = formatUsd(sum((one) => one.costNanoUsd));
  const unaccounted = formatUsd(sum((one) => one.unaccountedNanoUsd));
  return [
    `${asked.length} conversations: ${diverged} diverge, ${undecided} could not be asked to their end.`,
    `Asking cost ${cost}, and at most ${unaccounted} more.`,
  ];
}

function usdOf(text: string): NanoUsd {
  const dollars = Number(text);
  if (text !== '' && Number.isFinite(dollars) && dollars > 0) return usd(dollars);
  throw new InvalidArgumentError(`\`${text}\` is not an amount of dollars.`);
}

function shareOf(text: string): number {
  const share = Number(text);
  if (text !== '' && share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError(`\`${text}\` is not a share from 0 to 1.`);
}
