/** `dw doctor`: looks whether an installation can work, and says what would mend it. */
import type { Command } from 'commander';
import { examine } from './doctor/examine';
import type { Finding, Health } from './doctor/finding';
import { printable, printableJson } from './printable';
import type { Colours, Terminal } from './terminal';

interface DoctorFlags {
  readonly config?: string;
  readonly model: readonly string[];
  readonly json?: true;
}

/** The longest of `Health`, so that the rest of a line stands in columns. */
const WIDTH = 'warning'.length;

/** Adds the command. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('check Node, packages, server, search attributes, key and models; changes nothing, costs nothing')
    .option('--config <file>', 'JavaScript module that exports `workerOptions`: checks them and their agents too')
    .option('--model <id>', 'check this model; may be repeated', (id, ids: string[]) => [...ids, id], [])
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Exit codes: 0 nothing is in the way, 1 there is a problem.

Example:
  $ dw doctor --config ./dist/worker.js`,
    )
    .action((flags: DoctorFlags) => doctor(flags, terminal));
}

async function doctor({ config, model, json }: DoctorFlags, terminal: Terminal): Promise<void> {
  const findings = await examine({ models: model, ...(config !== undefined && { config }) });
  const problems = findings.filter(({ health }) => health === 'problem').length;
  if (json) terminal.out(printableJson({ ok: problems === 0, findings }));
  else for (const finding of findings) terminal.out(lineOf(finding, terminal.colours));
  if (problems > 0)
    throw new Error(`There ${problems === 1 ? 'is a problem' : `are ${problems} problems`}; see above.`);
}

function lineOf({ check, health, message }: Finding, colours: Colours): string {
  const paint: Record<Health, (text: string) => string> = {
    ok: colours.green,
    warning: colours.yellow,
    problem: colours.red,
  };
  return `${paint[health](health.padEnd(WIDTH))}  ${colours.bold(check)}: ${printable(message)}`;
}
