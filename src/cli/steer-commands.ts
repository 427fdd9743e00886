/** `dw cancel`, `dw resume` and `dw raise`: what a person does with a run that goes wrong or waits. */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { Command } from 'commander';
import type { Client, RaiseInput, RaiseResult, ResumeInput, Run } from '../client/index';
import { formatUsd } from '../common/index';
import { connected } from './connected';
import { printableJson, printableLine } from './printable';
import { withRun } from './run-id';
import type { Terminal } from './terminal';

interface CancelFlags {
  readonly run?: string;
  readonly json?: true;
}

type ResumeFlags = ResumeInput & CancelFlags;

/** By how much, as a person writes it. */
interface RaiseFlags extends CancelFlags, Pick<RaiseInput, 'of' | 'by' | 'note'> {
  readonly usd?: string;
  readonly tokens?: string;
  readonly turns?: string;
  readonly toolCalls?: string;
  readonly minutes?: string;
}

const MS_PER_MINUTE = 60_000;

/** Adds `dw cancel`. */
export function addCancelCommand(program: Command, terminal: Terminal): void {
  program
    .command('cancel')
    .description('ask a run to end; what is under way ends first, and the run may still clean up')
    .argument('<workflowId>', 'or its beginning')
    .option('--run <runId>', 'this run instead of the latest')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ dw cancel complaint:4711')
    .action(async (workflowId: string, { run, json }: CancelFlags) => {
      const id = await onRun(workflowId, run, terminal, async (found) => {
        await found.cancel();
        return found.id;
      });
      terminal.out(json ? printableJson({ id }) : `${id} was asked to end. See how it does: dw show ${id} --follow`);
    });
}

/** Adds `dw resume`. */
export function addResumeCommand(program: Command, terminal: Terminal): void {
  program
    .command('resume')
    .description('let steps go on that wait for Claude: after a revoked key, a retired model, a spend limit, an outage')
    .argument('<workflowId>', 'or its beginning')
    .option('--model <id>', 'go on with another model')
    .option('--step <step>', 'only this step, such as resolver.1/t3')
    .option('--by <name>', 'who resumes it, for the record')
    .option('--note <text>', 'why, for the record')
    .option('--run <runId>', 'this run instead of the latest')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ dw resume complaint:4711 --model claude-opus-5-5')
    .action(async (workflowId: string, { run, json, ...input }: ResumeFlags) => {
      const { resumed } = await onRun(workflowId, run, terminal, (found) => steered(() => found.resume(input)));
      terminal.out(json ? printableJson({ resumed }) : `Resumed: ${resumed.join(', ')}.`);
    });
}

/** Adds `dw raise`. */
export function addRaiseCommand(program: Command, terminal: Terminal): void {
  program
    .command('raise')
    .description('raise limits of a run or of an agent, also of one that waits for it')
    .argument('<workflowId>', 'or its beginning')
    .option('--usd <dollars>', 'so much more money')
    .option('--tokens <count>', 'so many more tokens')
    .option('--turns <count>', 'so many more calls of Claude')
    .option('--tool-calls <count>', 'so many more tool calls')
    .option('--minutes <count>', 'so much more time')
    .option('--of <name>', 'run, or an agent such as resolver.1; by default what waits for it')
    .option('--by <name>', 'who raises it, for the record')
    .option('--note <text>', 'why, for the record')
    .option('--run <runId>', 'this run instead of the latest')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ dw raise complaint:4711 --usd 1')
    .action(async (workflowId: string, { run, json, ...flags }: RaiseFlags) => {
      const by = raiseOf(flags);
      const raised = await onRun(workflowId, run, terminal, (found) => steered(() => found.raiseBudget(by)));
      terminal.out(json ? printableJson(raised) : raisedLine(raised));
    });
}

function raiseOf({ usd, tokens, turns, toolCalls, minutes, ...rest }: RaiseFlags): RaiseInput {
  return {
    ...rest,
    ...(usd !== undefined && { usd: Number(usd) }),
    ...(tokens !== undefined && { tokens: Number(tokens) }),
    ...(turns !== undefined && { turns: Number(turns) }),
    ...(toolCalls !== undefined && { toolCalls: Number(toolCalls) }),
    ...(minutes !== undefined && { ms: Math.round(Number(minutes) * MS_PER_MINUTE) }),
  };
}

/** What it may take in all, not by how much it was raised. */
function raisedLine({ of, limits }: RaiseResult): string {
  const { budget, maxTokensTotal, maxTurns, maxToolCalls, maxWallMs } = limits;
  const may = [
    budget !== undefined && formatUsd(budget),
    maxTokensTotal !== undefined && `${maxTokensTotal} tokens`,
    maxTurns !== undefined && `${maxTurns} turns`,
    maxToolCalls !== undefined && `${maxToolCalls} tool calls`,
    maxWallMs !== undefined && `${Number((maxWallMs / MS_PER_MINUTE).toFixed(1))} minutes`,
  ].filter((part) => part !== false);
  return `Raised: ${printableLine(of)} may now take ${may.join(', ')} in all.`;
}

function onRun<T>(
  workflowId: string,
  runId: string | undefined,
  terminal: Terminal,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  return connected((client: Client) =>
    withRun(client, workflowId, terminal, async (id) => work(await client.run(id, runId))),
  );
}

/** The run's own words where it refuses. */
async function steered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause) throw error.cause;
    throw error;
  }
}
