/** `dw reset`: takes a run back to before one of its steps. */
import type { Command } from 'commander';
import type { Client } from '../client/index';
import { connected } from './connected';
import { printableJson } from './printable';
import { withRun } from './run-id';
import type { Terminal } from './terminal';

interface ResetFlags {
  readonly before: string;
  readonly reason?: string;
  readonly run?: string;
  readonly json?: true;
}

/** Adds the command. */
export function addResetCommand(program: Command, terminal: Terminal): void {
  program
    .command('reset')
    .description('take a run back to before one of its steps; answers of people after it are asked for anew')
    .argument('<workflowId>', 'or its beginning')
    .requiredOption('--before <step>', 'a step such as resolver.1/t3, one of its calls, or the number of an event')
    .option('--reason <text>', 'why, for the record')
    .option('--run <runId>', 'this run instead of the latest')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ dw reset complaint:4711 --before resolver.1/t3 --reason "wrong policy"')
    .action(async (workflowId: string, flags: ResetFlags) => {
      const { before, reason, run: runId, json } = flags;
      const options = { before, ...(reason !== undefined && { reason }), ...(runId !== undefined && { runId }) };
      const run = await connected((client: Client) =>
        withRun(client, workflowId, terminal, (id) => client.reset(id, options)),
      );
      if (json) return terminal.out(printableJson({ id: run.id, runId: run.runId }));
      terminal.out(`${run.id} goes on from before ${before} as run ${run.runId}: dw show ${run.id} --follow`);
    });
}
