/** Puts a peer's packages, exactly those that its package.json names, into this machine's cache, outside of the checkout. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Compiled, this file is in lib/bench; peers are plain modules and stay where they are. */
const PEERS = join(__dirname, '..', '..', 'bench', 'peers');

const run = promisify(execFile);

/** Installs what is not installed yet, brings the peer's own files up to date, and returns the folder to run it in. */
export async function installPeer(name: string, report: (line: string) => void): Promise<string> {
  const source = join(PEERS, name);
  const wanted = join(source, 'package.json');
  if (!existsSync(wanted)) return source; // ours
  const hash = createHash('sha256')
    .update(await readFile(wanted))
    .digest('hex')
    .slice(0, 12);
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(cache, 'dynamic-workflows', 'bench-peers', `${name}-${hash}`);
  const stamp = join(folder, 'installed');
  if (!existsSync(stamp)) {
    report(`peers: installing ${name}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await cp(wanted, join(folder, 'package.json'));
    await npmInstall(folder);
    await writeFile(stamp, '');
  }
  await cp(source, folder, { recursive: true });
  await cp(join(PEERS, 'shared'), join(folder, 'shared'), { recursive: true });
  return folder;
}

/** Without install scripts: none of the peers needs one, and some would call home. */
async function npmInstall(cwd: string): Promise<void> {
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', args, { cwd, env: { ...process.env, SCARF_ANALYTICS: 'false' } });
}
