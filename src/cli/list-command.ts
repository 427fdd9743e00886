/** `dw list`: the runs of a namespace, newest first. */
import { InvalidArgumentError, type Command } from 'commander';
import type { ListedRun } from '../client/index';
import { connected } from './connected';
import { printableJson, printableLine } from './printable';
import { tableOf, type Column } from './table';
import type { Terminal } from './terminal';

interface ListFlags {
  readonly status?: string;
  readonly kind?: string;
  readonly needsPerson?: true;
  readonly query?: string;
  readonly limit?: number;
  readonly json?: true;
}

const COLUMNS: readonly Column[] = [
  ...[{ heading: 'id' }, { heading: 'type' }, { heading: 'status' }, { heading: 'started' }],
  ...[{ heading: 'stage' }, { heading: 'outcome' }, { heading: 'USD', isNumber: true }, { heading: 'waits' }],
];

/** Seconds are enough for a person. */
const MINUTES = 'YYYY-MM-DDTHH:MM:SS'.length;

/** Adds the command. */
export function addListCommand(program: Command, terminal: Terminal): void {
  program
    .command('list')
    .description('list runs, newest first')
    .option('--status <status>', 'running, completed, failed, cancelled, terminated …')
    .option('--kind <type>', 'runs of this workflow type')
    .option('--needs-person', 'runs with a step that waits for somebody')
    .option('--query <filter>', "Temporal's list filter, for everything else")
    .option('--limit <count>', 'so many at the most (50)', countOf)
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ dw list --kind complaint --needs-person')
    .action((flags: ListFlags) => list(flags, terminal));
}

async function list({ limit, json, ...flags }: ListFlags, terminal: Terminal): Promise<void> {
  const runs = await connected((client) => client.list({ query: queryOf(flags), ...(limit && { limit }) }));
  if (json) return terminal.out(printableJson(runs));
  if (runs.length === 0) return terminal.err('No run is found. What was started in the last seconds may be missing.');
  const [heading = '', ...lines] = tableOf(COLUMNS, runs.map(cellsOf));
  terminal.out([terminal.colours.dim(heading), ...lines].join('\n'));
}

function queryOf({ status, kind, needsPerson, query }: ListFlags): string {
  return [
    ...(status ? [`ExecutionStatus = "${statusName(status)}"`] : []),
    ...(kind ? [`WorkflowType = "${kind.replaceAll('"', '')}"`] : []),
    ...(needsPerson ? ['DwNeedsPerson = true', 'ExecutionStatus = "Running"'] : []),
    ...(query ? [`(${query})`] : []),
  ].join(' AND ');
}

/** `continued-as-new` as the server calls it: `ContinuedAsNew`; it writes `Canceled` with one l. */
function statusName(status: string): string {
  const words = status
    .toLowerCase()
    .replaceAll('"', '')
    .split(/[\s_-]+/);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return name === 'Cancelled' ? 'Canceled' : name;
}

function cellsOf({ id, type, status, startedAt, stage, outcome, costUsd, needsPerson }: ListedRun): readonly string[] {
  const told = (text = ''): string => (text === 'none' ? '' : printableLine(text));
  const start = startedAt.slice(0, MINUTES).replace('T', ' ');
  const cost = costUsd ? costUsd.toFixed(4) : '';
  return [
    printableLine(id),
    printableLine(type),
    status,
    start,
    told(stage),
    told(outcome),
    cost,
    needsPerson ? 'yes' : '',
  ];
}

/** A count of at least one, from a flag. */
export function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError(`\`${text}\` is not a count.`);
}
