/** `dw setup`: creates the search attributes by which runs are found in the Temporal UI. */
import type { Command } from 'commander';
import { connected } from './connected';
import { printable, printableJson } from './printable';
import type { Terminal } from './terminal';

/** Adds the command. */
export function addSetupCommand(program: Command, terminal: Terminal): void {
  program
    .command('setup')
    .description('create the search attributes by which runs are found; may be repeated')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ dw setup')
    .action((flags: { readonly json?: true }) => setup(flags, terminal));
}

async function setup({ json }: { readonly json?: true }, terminal: Terminal): Promise<void> {
  const done = await connected((client) => client.setUp());
  const refused = Object.entries(done.refused);
  if (json) terminal.out(printableJson(done));
  else {
    for (const name of done.existed) terminal.out(`${name} was there.`);
    for (const name of done.created) terminal.out(`${name} created.`);
  }
  if (refused.length === 0) return;
  const reasons = refused.map(([name, why]) => printable(`${name}: ${why}`)).join('; ');
  throw new Error(
    `Not every search attribute could be created, so runs go without: ${reasons}. Ask the namespace's administrator.`,
  );
}
