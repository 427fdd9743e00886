import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../examples/complaint/postgres';
import { postgresBinaries, runnableBy, unprivilegedUser } from '../../examples/complaint/postgres-binaries';
import { isRunning, until } from '../testing/fake-machine';

/** A start takes one to two seconds; a busy machine may take twenty times that. */
jest.setTimeout(60_000);

const given = process.env['DATABASE_URL'];
beforeEach(() => delete process.env['DATABASE_URL']);
afterAll(() => {
  if (given !== undefined) process.env['DATABASE_URL'] = given;
});

async function ask(url: string, question: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return Object.values((await client.query<Record<string, unknown>>(question)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

test('starts a durable Postgres 18 on this machine only, uses it by DATABASE_URL, and stops it', async () => {
  const postgres = await startPostgres();
  expect(postgres.external).toBe(false);
  expect(await ask(postgres.url, 'show server_version')).toMatch(/^18\./);
  expect(await ask(postgres.url, 'show fsync')).toBe('on');
  expect(await ask(postgres.url, 'show listen_addresses')).toBe('127.0.0.1');
  const directory = (await ask(postgres.url, 'show data_directory')) as string;

  process.env['DATABASE_URL'] = postgres.url;
  const again = await startPostgres();
  expect(again).toMatchObject({ url: postgres.url, external: true });
  await again.stop();
  expect(await ask(postgres.url, 'select 1')).toBe(1);

  await postgres.stop();
  expect(isRunning(postgres.pid ?? 0)).toBe(false);
  expect(existsSync(directory)).toBe(false);
});

test('a wrong password is refused', async () => {
  const postgres = await startPostgres();
  const url = new URL(postgres.url);
  url.password = 'guess';
  await expect(ask(url.href, 'select 1')).rejects.toThrow('password authentication failed');
  await postgres.stop();
});

test('a DATABASE_URL without a Postgres behind it is an error that does not repeat the password', async () => {
  process.env['DATABASE_URL'] = 'postgres://desk:secret@127.0.0.1:1/desk';
  const failure = await startPostgres().then(String, (error: unknown) => (error as Error).message);
  expect(failure).toContain('DATABASE_URL is set, but no Postgres answers there');
  expect(failure).not.toContain('secret');
});

test('a Postgres whose parent is killed by SIGKILL is gone with it', async () => {
  const built = resolve(__dirname, '../../lib/examples/complaint/postgres.js');
  const script = `require(${JSON.stringify(built)}).startPostgres().then(({ pid }) => console.log(pid))`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((done) => parent.stdout.once('data', (chunk) => done(Number(String(chunk)))));
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until('the database is gone', () => !isRunning(pid));
});

test('binaries that the other user cannot reach are copied to where it can', async () => {
  const user = await unprivilegedUser();
  if (user === undefined) {
    console.log('Not tried: only root runs Postgres as another user, and this is not root.');
    return;
  }
  const [privateDirectory, runDirectory] = ['private', 'run'].map((name) => mkdtempSync(join(tmpdir(), `${name}-`)));
  if (privateDirectory === undefined || runDirectory === undefined) throw new Error('unreachable');
  chmodSync(runDirectory, 0o755);
  const native = await postgresBinaries(() => undefined);
  expect(await runnableBy(undefined, native, runDirectory)).toBe(native);

  const hidden = join(privateDirectory, 'native');
  cpSync(native, hidden, { recursive: true, verbatimSymlinks: true });
  expect(await runnableBy(user, hidden, runDirectory)).toBe(join(runDirectory, 'native'));
  for (const directory of [privateDirectory, runDirectory]) rmSync(directory, { recursive: true });
});
