/** A ledger for a person: one line a step, then the sums. */
import type { Ledger, Step, Totals } from '../client/index';
import { formatUsd, gaugeText, type NanoUsd } from '../common/index';
import { printableLine } from './printable';
import { tableOf, type Column } from './table';
import type { Colours } from './terminal';

/** Longer names and notes are cut: a line should fit a terminal. */
const MAX_NAME = 40;
const MAX_NOTE = 80;

const MS_PER_SECOND = 1_000;

const COLUMNS: readonly Column[] = [
  { heading: 'decided by' },
  { heading: 'step' },
  { heading: 'agent, turn' },
  { heading: 'status' },
  { heading: 'ms', isNumber: true },
  { heading: 'attempts', isNumber: true },
  { heading: 'tokens in', isNumber: true },
  { heading: 'out', isNumber: true },
  { heading: 'cost', isNumber: true },
  { heading: 'unaccounted, at most', isNumber: true },
  { heading: 'note' },
];

/** The whole ledger. */
export function ledgerText(ledger: Ledger, colours: Colours): string {
  const title = `${printableLine(ledger.workflowId)}  ${printableLine(ledger.workflowType)}  ${ledger.status}`;
  const [heading = '', ...lines] = tableOf(COLUMNS, ledger.steps.map(cellsOf));
  const rows = lines.map((line, at) => painted(line, ledger.steps[at], colours));
  return [colours.bold(title), '', colours.dim(heading), ...rows, '', ...totalLines(ledger)].join('\n');
}

/** One step as it is told while a run goes on. */
export function stepLine(step: Step, colours: Colours): string {
  const [who = '', name = '', place = '', status = '', ms, attempts, input, output, cost, open, note = ''] =
    cellsOf(step);
  const what = [who.padEnd(6), name, place && `(${place})`, status];
  const counts = [`${ms} ms`, step.attempts > 1 && `${attempts} attempts`, input && `${input}/${output} tokens`];
  const money = [cost, open && `at most ${open} unaccounted`];
  return painted([...what, ...counts, ...money, note].filter(Boolean).join('  '), step, colours);
}

/** One step that runs at `now`, without colour: it may have to be cut. */
export function runningLine(step: Step, now: number): string {
  const [who = '', name = '', place = '', , , , , , , , note = ''] = cellsOf(step);
  const seconds = Math.max(0, Math.round((now - Date.parse(step.startedAt)) / MS_PER_SECOND));
  return [`… ${who.padEnd(6)}`, name, place && `(${place})`, `${seconds} s`, note].filter(Boolean).join('  ');
}

/** The sums of a ledger, a line each. */
export function totalLines({ totals, carried, limits, history }: Ledger): readonly string[] {
  const { claude, retries, turns, toolCalls } = totals;
  const { costNanoUsd: cost, unaccountedNanoUsd: open } = totals;
  return [
    shareLine('code', totals.code),
    `${shareLine('claude', claude)}, ${counted(turns, 'turn')}, ${counted(toolCalls, 'tool call')}`,
    `          tokens: ${claude.input} in, ${claude.output} out, ${claude.cacheRead} from cache, ${claude.cacheWrite} to cache`,
    shareLine('person', totals.person),
    `cost      ${formatUsd(cost)}${open > 0 ? `, and at most ${formatUsd(open)} unaccounted` : ''}`,
    ...(carried
      ? [
          `earlier   ${formatUsd(carried.costNanoUsd)} in earlier runs: ${counted(carried.turns, 'turn')}, ${counted(carried.toolCalls, 'tool call')}`,
        ]
      : []),
    ...limits.map((one, at) => `${(at === 0 ? 'limits' : '').padEnd(8)}  ${printableLine(one.of)}: ${gaugeText(one)}`),
    `history   ${(history.bytes / 1_000_000).toFixed(2)} MB, ${counted(history.events, 'event')}, ${counted(retries, 'retry')}`,
  ];
}

function shareLine(who: string, { steps, ms, attempts }: Totals['code']): string {
  return `${who.padEnd(8)}  ${counted(steps, 'step')}, ${ms} ms, ${counted(attempts, 'attempt')}`;
}

function cellsOf(step: Step): readonly string[] {
  const { input, output, cacheRead, cacheWrite } = step.tokens;
  const prompt = input + cacheRead + cacheWrite;
  return [
    step.decidedBy,
    printableLine(step.name, MAX_NAME),
    step.agent === undefined ? '' : `${step.agent}, ${step.turn}`,
    step.status,
    step.status === 'running' ? '' : String(step.ms),
    String(step.attempts),
    prompt + output > 0 ? String(prompt) : '',
    prompt + output > 0 ? String(output) : '',
    amount(step.costNanoUsd),
    amount(step.unaccountedNanoUsd),
    printableLine(step.error ?? step.summary, MAX_NOTE),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : noun.replace(/y$/, 'ie').concat('s')}`;
}

function amount(nano: NanoUsd): string {
  return nano > 0 ? formatUsd(nano) : '';
}

function painted(line: string, step: Step | undefined, colours: Colours): string {
  if (!step) return line;
  if (step.status === 'failed' || step.status === 'timedOut') return colours.red(line);
  if (step.decidedBy === 'person') return colours.yellow(line);
  return step.decidedBy === 'claude' ? colours.cyan(line) : line;
}
