/** `dw ledger`: the account of a run. What was decided by code, by Claude, by a person, and what did each cost? */
import type { Command } from 'commander';
import type { Step } from '../client/index';
import { formatUsd, nanoUsd } from '../common/index';
import { connected } from './connected';
import { totalLines } from './ledger-text';
import { printableJson, printableLine } from './printable';
import { withRun } from './run-id';
import { tableOf, type Column } from './table';
import type { Terminal } from './terminal';

interface LedgerFlags {
  readonly run?: string;
  readonly json?: true;
}

const COLUMNS: readonly Column[] = [
  ...[{ heading: 'decided by' }, { heading: 'what' }, { heading: 'agent' }],
  ...['steps', 'attempts', 'ms', 'tokens in', 'out', 'cost', 'unaccounted, at most'].map((heading) => ({
    heading,
    isNumber: true,
  })),
];

/** Adds the command. */
export function addLedgerCommand(program: Command, terminal: Terminal): void {
  program
    .command('ledger')
    .description('account for a run: steps, attempts, time, tokens and cost by who decided')
    .argument('<workflowId>', 'or its beginning')
    .option('--run <runId>', 'this run instead of the latest')
    .option('--json', 'print one JSON document, with every step')
    .addHelpText('after', '\nExample:\n  $ dw ledger complaint:4711')
    .action((workflowId: string, flags: LedgerFlags) => account(workflowId, flags, terminal));
}

async function account(workflowId: string, { run, json }: LedgerFlags, terminal: Terminal): Promise<void> {
  const ledger = await connected((client) => withRun(client, workflowId, terminal, (id) => client.ledger(id, run)));
  if (json) return terminal.out(printableJson(ledger));
  const [heading = '', ...lines] = tableOf(COLUMNS, [...groupsOf(ledger.steps).values()].map(cellsOf));
  terminal.out([terminal.colours.dim(heading), ...lines, '', ...totalLines(ledger)].join('\n'));
}

function groupsOf(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    const key = JSON.stringify([step.decidedBy, step.name, step.agent]);
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return groups;
}

function cellsOf(steps: readonly Step[]): readonly string[] {
  const [{ decidedBy, name, agent = '' }] = steps as [Step]; // no group is empty
  const sum = (of: (step: Step) => number): number => steps.reduce((total, step) => total + of(step), 0);
  const money = (amount: number): string => (amount > 0 ? formatUsd(nanoUsd(amount)) : '');
  const count = (amount: number): string => (amount > 0 ? String(amount) : '');
  return [
    ...[decidedBy, printableLine(name), printableLine(agent), String(steps.length)],
    ...[count(sum(({ attempts }) => attempts)), count(sum(({ ms }) => ms))],
    ...[count(sum(({ tokens }) => tokens.input)), count(sum(({ tokens }) => tokens.output))],
    ...[money(sum((step) => step.costNanoUsd)), money(sum((step) => step.unaccountedNanoUsd))],
  ];
}
