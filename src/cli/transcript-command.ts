/** `dw transcript`: everything that Claude saw and said in a run. */
import type { Command } from 'commander';
import { connected } from './connected';
import { printableJson } from './printable';
import { withRun } from './run-id';
import type { Terminal } from './terminal';
import { transcriptText } from './transcript-text';

interface TranscriptFlags {
  readonly run?: string;
  readonly json?: true;
}

/** Adds the command. */
export function addTranscriptCommand(program: Command, terminal: Terminal): void {
  program
    .command('transcript')
    .description('show what Claude saw and said')
    .argument('<workflowId>', 'or its beginning')
    .option('--run <runId>', 'this run instead of the latest')
    .option('--json', 'print one JSON document, message contents unchanged')
    .addHelpText('after', '\nExample:\n  $ dw transcript complaint:4711 --json > transcript.json')
    .action(async (workflowId: string, { run, json }: TranscriptFlags) => {
      const conversations = await connected((client) =>
        withRun(client, workflowId, terminal, (id) => client.transcript(id, run)),
      );
      terminal.out(json ? printableJson(conversations) : transcriptText(conversations, terminal.colours));
    });
}
