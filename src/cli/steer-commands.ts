/** `dw cancel` and `dw resume`: what a person does with a run that goes wrong or waits. */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { Command } from 'commander';
import type { Client, ResumeInput, Run } from '../client/index';
import { connected } from './connected';
import { printableJson } from './printable';
import { withRun } from './run-id';
import type { Terminal } from './terminal';

interface CancelFlags {
  readonly run?: string;
  readonly json?: true;
}

type ResumeFlags = ResumeInput & CancelFlags;

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
      const { resumed } = await onRun(workflowId, run, terminal, (found) => resumeRun(found, input));
      terminal.out(json ? printableJson({ resumed }) : `Resumed: ${resumed.join(', ')}.`);
    });
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
async function resumeRun(run: Run, input: ResumeInput): ReturnType<Run['resume']> {
  try {
    return await run.resume(input);
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause) throw error.cause;
    throw error;
  }
}
