/** `dw show`: what a run did, who decided it and what it cost. */
import type { Command } from 'commander';
import { connected } from './connected';
import { tellFollowed } from './followed';
import { ledgerText, totalLines } from './ledger-text';
import { printableJson } from './printable';
import { withRun } from './run-id';
import type { Terminal } from './terminal';

interface ShowFlags {
  readonly run?: string;
  readonly follow?: true;
  readonly json?: true;
}

/** Adds the command. */
export function addShowCommand(program: Command, terminal: Terminal): void {
  program
    .command('show')
    .description('show what a run did, who decided it and what it cost')
    .argument('<workflowId>', 'or its beginning')
    .option('--run <runId>', 'this run instead of the latest')
    .option('--follow', 'tell steps as they end, until the run closes')
    .option('--json', 'print one JSON document; with --follow when the run has closed')
    .addHelpText('after', '\nExample:\n  $ dw show complaint:4711 --follow')
    .action((workflowId: string, flags: ShowFlags) => show(workflowId, flags, terminal));
}

async function show(workflowId: string, { run: runId, follow, json }: ShowFlags, terminal: Terminal): Promise<void> {
  await connected(async (client) => {
    const id = await withRun(client, workflowId, terminal, async (one) => (await client.run(one, runId)).id);
    if (follow) {
      const run = await client.run(id, runId);
      if (json)
        for await (const _ of run.follow()); // until it closes
      else await tellFollowed(run, terminal);
    }
    const ledger = await client.ledger(id, follow ? undefined : runId);
    if (json) return terminal.out(printableJson(ledger));
    terminal.out(follow ? ['', ...totalLines(ledger)].join('\n') : ledgerText(ledger, terminal.colours));
  });
}
