/** `dw start`: starts a workflow, and on request stays until it ends. */
import type { Command } from 'commander';
import { connected } from './connected';
import { stepLine } from './ledger-text';
import { printableJson } from './printable';
import type { Terminal } from './terminal';
import { workflowInput } from './workflow-input';

interface StartFlags {
  readonly taskQueue: string;
  readonly id: string;
  readonly input?: string;
  readonly follow?: true;
}

/** Adds the command. */
export function addStartCommand(program: Command, terminal: Terminal): void {
  program
    .command('start')
    .description('start a workflow')
    .argument('<type>', "the workflow function's name")
    .requiredOption('--task-queue <name>', 'the queue that its worker serves')
    .requiredOption('--id <id>', 'a meaningful id, such as complaint:4711')
    .option('--input <json>', 'its input: JSON, @file, or - for standard input')
    .option('--follow', 'tell every step, then print the result as JSON')
    .addHelpText(
      'after',
      `\nExample:\n  $ dw start complaint --task-queue complaints --id complaint:4711 --input '{"ticketId":"4711"}' --follow`,
    )
    .action((type: string, flags: StartFlags) => start(type, flags, terminal));
}

async function start(
  type: string,
  { id, taskQueue, input: source, follow }: StartFlags,
  terminal: Terminal,
): Promise<void> {
  const input = source === undefined ? undefined : await workflowInput(source, terminal);
  await connected(async (client) => {
    const run = await client.start(type, { id, taskQueue, input });
    terminal.err(`Started ${run.id}, run ${run.runId}. See it with: dw show ${run.id}`);
    if (!follow) return;
    for await (const step of run.follow()) terminal.err(stepLine(step, terminal.colours));
    terminal.out(printableJson((await run.result()) ?? null));
  });
}
