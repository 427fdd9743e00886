/** The demo's command line. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readComplaintFile, type ComplaintFile } from '../complaint-file';
import type { Standing } from './approval';

/** What the demo is to do. */
export interface DemoOptions {
  /** The real API instead of the simulator. */
  live: boolean;
  /** Whether the worker is killed at the worst moment. */
  crash: boolean;
  keep: boolean;
  json: boolean;
  /** What is said to every call that needs a person; nobody is asked then. */
  standing: Standing;
  complaint: ComplaintFile;
}

interface Flags {
  live?: true;
  crash: boolean;
  keep?: true;
  json?: true;
  approve?: true;
  deny?: true;
  input: string;
  customer?: string;
}

const DEFAULT_INPUT = 'examples/complaint/inputs/damaged-glasses.txt';

/** Reads the command line; ends the process with a message where it makes no sense. */
export async function readOptions(args: readonly string[]): Promise<DemoOptions> {
  const program = new Command('npm run demo --')
    .description('Answers one customer complaint on a real Temporal server, and kills the worker on the way.')
    .option('--input <file>', 'a text file with a complaint', DEFAULT_INPUT)
    .option('--customer <id>', 'whose complaint it is, for instance C-1001')
    .option('--no-crash', 'leaves the worker alive')
    .option('--live', 'asks the real Claude (needs ANTHROPIC_API_KEY, spends money within the budget)')
    .option('--keep', 'leaves everything running, to explore the run in the Temporal UI')
    .option('--approve', 'says yes to every call that needs a person, and asks nobody')
    .option('--deny', 'says no to every call that needs a person, and asks nobody')
    .option('--json', 'prints one JSON object on stdout, and everything else on stderr')
    .addHelpText(
      'after',
      '\nExample: npm run demo -- --input examples/complaint/inputs/spanish-wrong-item.txt --no-crash',
    );
  program.parse([...args], { from: 'user' });
  const flags = program.opts<Flags>();
  if (flags.live && !process.env['ANTHROPIC_API_KEY']) program.error('--live needs a key: set ANTHROPIC_API_KEY.');
  if (flags.approve && flags.deny) program.error('Say --approve or --deny, not both.');
  const text = await readFile(flags.input, 'utf8').catch((error: Error) =>
    program.error(`\`${flags.input}\` can't be read: ${error.message}`),
  );
  const file = readComplaintFile(text);
  if (!file.complaint) program.error(`\`${flags.input}\` is empty: write down what the customer complains about.`);
  return {
    live: flags.live ?? false,
    crash: flags.crash,
    keep: flags.keep ?? false,
    json: flags.json ?? false,
    standing: flags.approve ? 'approve' : flags.deny ? 'deny' : undefined,
    complaint: { ...file, ...(flags.customer && { customerId: flags.customer }) },
  };
}
