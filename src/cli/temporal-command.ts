/** `dw temporal`: a Temporal dev server for this machine, until Ctrl-C. */
import { InvalidArgumentError, type Command } from 'commander';
import { startTemporalServer } from '../testing/temporal-server';
import type { Terminal } from './terminal';

interface TemporalFlags {
  readonly dbFile?: string;
  readonly port: number;
  readonly uiPort: number;
  readonly ui: boolean;
}

/** Where Temporal's own tools look first. */
const DEFAULT_PORT = 7233;
const DEFAULT_UI_PORT = 8233;

/** Adds the command. */
export function addTemporalCommand(program: Command, terminal: Terminal): void {
  program
    .command('temporal')
    .description('run a Temporal dev server on this machine')
    .option('--db-file <path>', 'keep its state here between starts; else it is gone afterwards')
    .option('--port <port>', 'gRPC port', portOf, DEFAULT_PORT)
    .option('--ui-port <port>', 'port of the web UI', portOf, DEFAULT_UI_PORT)
    .option('--no-ui', 'without the web UI')
    .addHelpText('after', '\nExample:\n  $ dw temporal --db-file ./temporal.db')
    .action((flags: TemporalFlags) => serve(flags, terminal));
}

async function serve({ dbFile, port, uiPort, ui }: TemporalFlags, terminal: Terminal): Promise<void> {
  const report = (line: string): void => terminal.err(line);
  const interrupted = terminal.interrupted(); // from now on: a start may take minutes where the server has to be built
  const server = await startTemporalServer({ ui, port, uiPort, report, ...(dbFile !== undefined && { dbFile }) });
  terminal.out(`Temporal answers at ${server.address}, namespace ${server.namespace}.`);
  if (server.external) return terminal.out('It was there before (TEMPORAL_ADDRESS); nothing has been started.');
  if (server.uiUrl) terminal.out(`Web UI: ${server.uiUrl}`);
  if (port !== DEFAULT_PORT) terminal.out(`Use it with: export TEMPORAL_ADDRESS=${server.address}`);
  terminal.out('Ctrl-C ends it.');
  await interrupted;
  await server.stop();
  terminal.out('Stopped.');
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError(`\`${text}\` is not a port from 1 to 65535.`);
}
