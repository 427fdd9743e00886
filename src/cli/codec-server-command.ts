/** `dw codec-server`: lets Temporal's web UI and CLI show what the configured codecs hide, until Ctrl-C or SIGTERM. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvalidArgumentError, type Command } from 'commander';
import { codecServer } from './codec-server';
import { converterOf } from './config';
import { portOf } from './port';
import type { Terminal } from './terminal';

interface CodecServerFlags {
  readonly config?: string;
  readonly host: string;
  readonly port: number;
  readonly origin: readonly string[];
  readonly tokenEnv?: string;
}

/** Where Temporal's samples listen too. */
const DEFAULT_PORT = 8081;

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** Adds the command. */
export function addCodecServerCommand(program: Command, terminal: Terminal): void {
  program
    .command('codec-server')
    .description('decode payloads for the Temporal UI and CLI')
    .option('--config <file>', 'JavaScript module that exports the `dataConverter` of worker and clients (DW_CONFIG)')
    .option('--port <port>', 'port; 0 takes a free one', portOf, DEFAULT_PORT)
    .option('--host <address>', 'address to listen at; beyond this machine only with --token-env', '127.0.0.1')
    .option('--origin <url...>', 'origin of a web UI that may ask, such as http://localhost:8233', originOf, [])
    .option('--token-env <name>', 'environment variable with the bearer token that every request needs')
    .addHelpText('after', '\nExample:\n  $ dw codec-server --config dw.config.js --origin http://localhost:8233')
    .action((flags: CodecServerFlags) => serve(flags, terminal));
}

async function serve(flags: CodecServerFlags, terminal: Terminal): Promise<void> {
  const { host, port, origin: origins } = flags;
  const interrupted = terminal.interrupted();
  const token = tokenOf(flags);
  const server = codecServer({ codecs: codecsOf(flags), origins, ...(token !== undefined && { token }) });
  server.listen(port, host);
  await once(server, 'listening'); // rejects where the port is taken
  terminal.out(`The codec server listens at ${urlOf(server, host)}.`);
  terminal.out(`Origins that may ask: ${origins.join(', ') || 'none'}. Token: ${token ? 'needed' : 'none'}.`);
  await interrupted;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  terminal.out('Stopped.');
}

function codecsOf({ config = process.env['DW_CONFIG'] }: CodecServerFlags) {
  if (!config) throw usage('A codec server needs codecs: name their module with --config or DW_CONFIG.');
  const codecs = converterOf(config)?.payloadCodecs ?? [];
  if (codecs.length === 0)
    throw new Error(`\`${config}\` exports no \`dataConverter\` with codecs, so there is nothing to decode.`);
  return codecs;
}

function tokenOf({ tokenEnv, host }: CodecServerFlags): string | undefined {
  if (tokenEnv === undefined) {
    if (LOOPBACK.has(host)) return undefined;
    throw usage(`At \`${host}\` others can ask too. Name the variable that holds a token with --token-env.`);
  }
  const token = process.env[tokenEnv];
  if (token) return token;
  throw usage(
    `The environment variable \`${tokenEnv}\` holds no token. Set it, for instance to the output of \`openssl rand -hex 32\`.`,
  );
}

function originOf(text: string, origins: readonly string[]): readonly string[] {
  if (URL.canParse(text) && new URL(text).origin === text) return [...origins, text];
  throw usage(`\`${text}\` is not an origin. Write scheme, host and port, such as http://localhost:8233.`);
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo; // listens at a port, not at a pipe
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function usage(message: string): InvalidArgumentError {
  return new InvalidArgumentError(message);
}
