/** `dw disable`, `dw enable` and `dw disabled`: the kill switch, for all workers of the namespace at once. */
import { userInfo } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import type { Disabled, SwitchName } from '../client/index';
import { connected } from './connected';
import { printableJson, printableLine } from './printable';
import type { Terminal } from './terminal';

interface SwitchFlags {
  readonly agent?: string;
  readonly by?: string;
  readonly json?: true;
}

interface DisableFlags extends SwitchFlags {
  readonly reason: string;
  readonly park?: true;
}

/** Adds `dw disable`. */
export function addDisableCommand(program: Command, terminal: Terminal): void {
  switching(program.command('disable'))
    .description('disable a tool or an agent for all workers, within a second; calls that run finish')
    .requiredOption('--reason <text>', 'why: told to Claude, and in the outcome of an agent')
    .option('--park', 'its next calls wait until it is enabled, instead of being refused')
    .addHelpText('after', '\nExample:\n  $ dw disable issueRefund --reason "The bank is down."')
    .action(async (tool: string | undefined, { agent, by = userInfo().username, json, ...how }: DisableFlags) => {
      const disabled = await connected((client) => client.disable(nameOf(tool, agent), { ...how, by }));
      terminal.out(json ? printableJson(disabled) : lineOf(disabled));
    });
}

/** Adds `dw enable`. */
export function addEnableCommand(program: Command, terminal: Terminal): void {
  switching(program.command('enable'))
    .description('let a tool or an agent be used again')
    .addHelpText('after', '\nExample:\n  $ dw enable --agent resolver')
    .action(async (tool: string | undefined, { agent, by = userInfo().username, json }: SwitchFlags) => {
      await connected((client) => client.enable(nameOf(tool, agent), by));
      terminal.out(
        json ? printableJson({ enabled: tool ?? agent }) : `${printableLine(tool ?? agent ?? '')} is enabled.`,
      );
    });
}

/** Adds `dw disabled`. */
export function addDisabledCommand(program: Command, terminal: Terminal): void {
  program
    .command('disabled')
    .description('show which tools and agents are disabled')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ dw disabled')
    .action(async ({ json }: { json?: true }) => {
      const disabled = await connected((client) => client.disabled());
      if (json) return terminal.out(printableJson(disabled));
      if (disabled.length === 0) return terminal.err('Nothing is disabled.');
      for (const one of disabled) terminal.out(lineOf(one));
    });
}

function switching(command: Command): Command {
  return command
    .argument('[tool]', 'its name')
    .option('--agent <name>', 'an agent instead of a tool')
    .option('--by <name>', 'who does it (your user name)')
    .option('--json', 'print one JSON document');
}

function nameOf(tool: string | undefined, agent: string | undefined): SwitchName {
  if (tool !== undefined && agent === undefined) return { tool };
  if (agent !== undefined && tool === undefined) return { agent };
  throw new InvalidArgumentError('Name a tool, or an agent with --agent.');
}

function lineOf({ kind, name, by, at, reason, park }: Disabled): string {
  const refused = kind === 'tool' ? 'its calls are refused' : 'it is stopped';
  const how = park ? `its calls wait for dw enable` : refused;
  return printableLine(`${kind} ${name}: disabled by ${by} at ${at}, ${how}. ${reason}`);
}
