/** The commands of `dw` together: their common help, their errors and exit codes. Thin: the work is behind other doors. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ownVersion } from '../worker/own-package';
import { addApprovalsCommand, addApproveCommand, addDenyCommand } from './approval-commands';
import { addBuildCommand } from './build-command';
import { addDeployCommand } from './deploy-command';
import { addDoctorCommand } from './doctor-command';
import { addResetCommand } from './reset-command';
import { addDisableCommand, addDisabledCommand, addEnableCommand } from './switch-commands';
import { addSetupCommand } from './setup-command';
import { addCodecServerCommand } from './codec-server-command';
import { addConfigOption } from './config';
import { addDecisionsCommand } from './decisions-command';
import { addExportCommand } from './export-command';
import { addFaultsCommand } from './faults-command';
import { addInboxCommand } from './inbox-command';
import { addInitCommand } from './init-command';
import { addKeyCommand } from './key-command';
import { addLedgerCommand } from './ledger-command';
import { addListCommand } from './list-command';
import { addReplayCommand } from './replay-command';
import { addShowCommand } from './show-command';
import { addStartCommand } from './start-command';
import { addCancelCommand, addRaiseCommand, addResumeCommand } from './steer-commands';
import { addTemporalCommand } from './temporal-command';
import { addTranscriptCommand } from './transcript-command';
import { printable } from './printable';
import type { Terminal } from './terminal';
import { addWorkerCommand } from './worker-command';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Causes that are told below an error; the innermost says why a workflow failed. */
const MAX_CAUSES = 5;

/** In the order in which a project meets them. */
const COMMANDS = [
  ...[
    addInitCommand,
    addDoctorCommand,
    addSetupCommand,
    addTemporalCommand,
    addWorkerCommand,
    addBuildCommand,
    addDeployCommand,
    addStartCommand,
    addListCommand,
  ],
  ...[addShowCommand, addTranscriptCommand, addLedgerCommand, addExportCommand, addReplayCommand, addDecisionsCommand],
  ...[addInboxCommand, addApprovalsCommand, addApproveCommand, addDenyCommand, addKeyCommand],
  ...[addDisableCommand, addEnableCommand, addDisabledCommand],
  ...[addResumeCommand, addResetCommand, addRaiseCommand, addCancelCommand],
  ...[addCodecServerCommand, addFaultsCommand],
];

/** Runs one command line, without the program's name. Returns the exit code: 0, 1 for a failure, 2 for wrong usage. */
export async function runDw(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await programOver(terminal).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    const isUsage = error instanceof CommanderError;
    const isTold = isUsage && !(error instanceof InvalidArgumentError); // commander tells what it finds itself
    if (!isTold) for (const line of messagesOf(error)) terminal.err(printable(line));
    if (!isUsage) return EXIT_FAILED;
    return error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
}

function programOver(terminal: Terminal): Command {
  const write = (text: string): string => printable(text.replace(/\n$/, '')); // it quotes arguments
  const program = new Command('dw')
    .description('Starts, watches and explains durable workflows with steps decided by Claude.')
    .version(ownVersion(), '--version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(write(text)), writeErr: (text) => terminal.err(write(text)) })
    .addHelpText(
      'after',
      '\nThe server is the one at TEMPORAL_ADDRESS (localhost:7233), in TEMPORAL_NAMESPACE (default).',
    );
  for (const addTo of COMMANDS) addTo(program, terminal);
  addConfigOption(program); // last, so that every command has one
  return program;
}

function messagesOf(error: unknown): readonly string[] {
  const messages: string[] = [];
  for (let cause = error; cause !== undefined && messages.length < MAX_CAUSES; cause = (cause as Error).cause) {
    if (messages.length > 0 && typeof (cause as { code?: unknown }).code === 'number') break; // gRPC's words, told above
    const message = cause instanceof Error ? cause.message : String(cause);
    if (!messages.some((told) => told.includes(message))) messages.push(message);
  }
  return messages.map((message, depth) => (depth === 0 ? `dw: ${message}` : `    because: ${message}`));
}
