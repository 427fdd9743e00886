/**
 * A real Postgres for the complaint desk: yours, if DATABASE_URL names one, else a private one that needs no
 * installation and dies with this process. Stands apart because the demo and its tests need a database, not its story.
 */
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SupervisedProcess } from 'dynamic-workflows/testing';
import { freePort, isPortClash, superviseProcess } from 'dynamic-workflows/testing';
import { Client } from 'pg';
import { postgresBinaries, runnableBy, unprivilegedUser } from './postgres-binaries';

/** A database that answered. */
export interface Postgres {
  url: string;
  /** The server's own pid, when it is ours. */
  pid?: number;
  /** Whether it was there before and stays. */
  external: boolean;
  /** Ends our server and deletes its data; does nothing to yours. */
  stop(): Promise<void>;
}

/** Creating a cluster and starting it takes 1–2 s on an idle machine; a busy one gets fifteen times that. */
const READY_WITHIN_MS = 30_000;

/** How often a starting server is asked. */
const POLL_MS = 50;

/** One attempt to connect may not eat the whole time. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A free port can be taken before the server binds it; three times in a row is no accident. */
const PORT_TRIES = 3;

/** $1 binaries, $2 our directory, $3 port. One process from first to last, so that no death leaves half of it running. */
const CREATE_AND_SERVE = `
set -e
"$1/bin/initdb" -D "$2/data" -U postgres --pwfile="$2/password" --auth=scram-sha-256 --locale=C --encoding=UTF8
rm "$2/password"
exec "$1/bin/postgres" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories=
`;

/** Uses or starts a Postgres, and returns once it answers. Ours listens on 127.0.0.1 only and has a random password. */
export async function startPostgres(options: { report?: (line: string) => void } = {}): Promise<Postgres> {
  const { report = () => undefined } = options;
  const given = process.env['DATABASE_URL'];
  if (given) return existingPostgres(given);

  const native = await postgresBinaries(report);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(native);
    } catch (error) {
      if (attempt === PORT_TRIES || !isPortClash((error as Error).message)) throw error;
      report('postgres: a free port was taken meanwhile: trying another');
    }
  }
}

async function existingPostgres(url: string): Promise<Postgres> {
  try {
    await connectOnce(url);
  } catch (error) {
    // The URL itself may hold a password and is not repeated.
    throw new Error(
      `DATABASE_URL is set, but no Postgres answers there: ${(error as Error).message}. Start it, or unset DATABASE_URL.`,
      { cause: error },
    );
  }
  return { url, external: true, stop: () => Promise.resolve() };
}

async function startOnce(native: string): Promise<Postgres> {
  const user = await unprivilegedUser();
  // Another user may not reach a private TMPDIR of ours; everybody reaches /tmp.
  const directory = await mkdtemp(join(user === undefined ? tmpdir() : '/tmp', 'dynamic-workflows-postgres-'));
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(directory, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== undefined) for (const path of [directory, passwordFile]) await chown(path, user.uid, user.gid);

  const port = await freePort();
  const server = superviseProcess({
    command: '/bin/sh',
    args: ['-c', CREATE_AND_SERVE, 'postgres', await runnableBy(user, native, directory), directory, String(port)],
    cwd: directory,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' }, // no PGPORT, PGDATA … from outside
    stopSignal: 'SIGINT', // ends the clients' sessions; SIGTERM would wait for them
    removeAfterwards: directory,
    ...(user === undefined ? {} : { user }),
  });
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  try {
    await untilReady(server, url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, pid: server.pid, external: false, stop: async () => void (await server.stop()) };
}

async function untilReady(server: SupervisedProcess, url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const ready = await connectOnce(url).then(
      () => true,
      () => false,
    );
    if (server.end() !== undefined) {
      await server.exited; // its last words arrive after its end
      throw new Error(`Postgres ended while starting. It said:\n${server.outputTail()}`);
    }
    if (ready) return;
    if (Date.now() > deadline) {
      throw new Error(`Postgres was not ready within ${READY_WITHIN_MS / 1000} s. It said:\n${server.outputTail()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function connectOnce(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined); // a server that goes away while we hang up; connect() reports its own
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined);
  }
}
