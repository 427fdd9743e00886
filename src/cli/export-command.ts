/** `dw export`: a run in one file, for when the server forgets it. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { connected } from './connected';
import { printableJson } from './printable';
import { withRun } from './run-id';
import type { Terminal } from './terminal';

interface ExportFlags {
  readonly run?: string;
  readonly out?: string;
  readonly force?: true;
}

/** Adds the command. */
export function addExportCommand(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .description("export a run's ledger, transcripts and history as one JSON document")
    .argument('<workflowId>', 'or its beginning')
    .option('--run <runId>', 'this run instead of the latest')
    .option('--out <file>', 'write there instead of to standard output')
    .option('--force', 'replace the file')
    .addHelpText('after', '\nExample:\n  $ dw export complaint:4711 --out complaint-4711.json')
    .action((workflowId: string, flags: ExportFlags) => exportTo(workflowId, flags, terminal));
}

async function exportTo(workflowId: string, { run, out, force }: ExportFlags, terminal: Terminal): Promise<void> {
  const exported = await connected((client) => withRun(client, workflowId, terminal, (id) => client.export(id, run)));
  if (out === undefined) return terminal.out(printableJson(exported));
  try {
    await writeFile(out, `${JSON.stringify(exported, null, 2)}\n`, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`\`${out}\` exists. Take another name, or pass --force.`, { cause: error });
  }
  terminal.err(`Wrote ${out}.`);
}
