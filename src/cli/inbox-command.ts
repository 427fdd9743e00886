/** `dw inbox`: a page on this machine on which a person sees what waits and answers it, until Ctrl-C or SIGTERM. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { createAdaptorServer } from '@hono/node-server';
import type { Command } from 'commander';
import { keyIn } from './answering';
import { connected } from './connected';
import { inbox } from './inbox/server';
import { portOf } from './port';
import type { Terminal } from './terminal';

interface InboxFlags {
  readonly port: number;
  readonly by?: string;
  readonly key?: string;
}

/** Never another address: whoever reaches the page may answer. */
const HOST = '127.0.0.1';

/** Free on most machines, and the same each time. */
const DEFAULT_PORT = 8234;

/** Bytes of the token in the address. */
const TOKEN_BYTES = 24;

/** Adds the command. */
export function addInboxCommand(program: Command, terminal: Terminal): void {
  program
    .command('inbox')
    .description('open a page on this machine to see and answer what waits for a person')
    .option('--port <port>', 'port; 0 takes a free one', portOf, DEFAULT_PORT)
    .option('--by <name>', 'who decides (your user name)')
    .option('--key <file>', 'private key to sign the answers with, where the approvers have keys')
    .addHelpText('after', '\nExample:\n  $ dw inbox --by lead')
    .action((flags: InboxFlags) => serve(flags, terminal));
}

async function serve({ port, key, by = userInfo().username }: InboxFlags, terminal: Terminal): Promise<void> {
  const interrupted = terminal.interrupted();
  await connected(async (client) => {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    let hosts: readonly string[] = [];
    const app = inbox({ client, by, privateKey: keyIn(key), token, hosts: () => hosts });
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server; // plain HTTP was asked for
    server.listen(port, HOST);
    await once(server, 'listening'); // rejects where the port is taken
    const { port: taken } = server.address() as AddressInfo; // listens at a port, not at a pipe
    hosts = [`${HOST}:${taken}`, `localhost:${taken}`];
    terminal.out(`The inbox of ${by}: http://${HOST}:${taken}/${token}/`);
    terminal.out('Whoever has this address can answer. Ctrl-C ends it.');
    await interrupted;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  terminal.out('Stopped.');
}
