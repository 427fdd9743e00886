/**
 * Installs the Temporal CLI into this machine's cache: downloaded, else built. Stands apart because of its promise:
 * the binary appears under its name by one rename, after it was seen to run, so that a killed download or build leaves
 * nothing that looks valid, and two processes at once do the work once.
 */
import { chmod, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { withInstallLock } from './install-lock';
import { buildTemporal } from './temporal-build';
import { judgeTemporalCli, TEMPORAL_CLI_VERSION } from './temporal-cli-version';
import { downloadTemporal } from './temporal-download';

/** Work in progress stands beside the target (a rename does not cross file systems) and is swept by the next owner. */
const WORK_PREFIX = 'work-';

/** Where the binary is kept: `$XDG_CACHE_HOME` or `~/.cache`, outside every checkout, one directory a version. */
export function cachedTemporalPath(env: NodeJS.ProcessEnv): string {
  const cache = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  return join(cache, 'dynamic-workflows', `temporal-cli-${TEMPORAL_CLI_VERSION}`, 'temporal');
}

/** The cached binary if it is there and runs; one that does not run is reported and treated as absent. */
export async function cachedTemporal(
  env: NodeJS.ProcessEnv,
  report: (line: string) => void,
): Promise<string | undefined> {
  const file = cachedTemporalPath(env);
  if (!(await stat(file).catch(() => undefined))) return undefined;
  const verdict = await judgeTemporalCli(file);
  if ('serverVersion' in verdict) return file;
  report(`the cached \`${file}\` ${verdict.problem}: replacing it`);
  return undefined;
}

/** Downloads or builds, and returns the cached path; `undefined` when neither works, each reason reported. */
export async function installTemporal(
  env: NodeJS.ProcessEnv,
  report: (line: string) => void,
  releases: string | undefined,
): Promise<string | undefined> {
  const target = cachedTemporalPath(env);
  await mkdir(dirname(target), { recursive: true });
  return withInstallLock(join(dirname(target), 'lock'), report, async () => {
    const finished = await cachedTemporal(env, report); // by another process, while this one waited
    if (finished !== undefined) return finished;
    await sweepWork(dirname(target));
    const ways = [
      (work: string) => downloadTemporal(work, report, releases),
      (work: string) => buildTemporal(work, report, env),
    ];
    for (const make of ways) {
      if (await installBy(make, target, report)) return target;
    }
    return undefined;
  });
}

async function installBy(
  make: (workDirectory: string) => Promise<string>,
  target: string,
  report: (line: string) => void,
): Promise<boolean> {
  const work = await mkdtemp(join(dirname(target), WORK_PREFIX));
  try {
    await publish(await make(work), target);
    report(`ready: \`${target}\``);
    return true;
  } catch (error) {
    report(`not that way: ${(error as Error).message}`);
    return false;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function publish(binary: string, target: string): Promise<void> {
  await chmod(binary, 0o755);
  const verdict = await judgeTemporalCli(binary);
  if ('problem' in verdict) throw new Error(`the new binary ${verdict.problem}`);
  const file = await open(binary, 'r');
  await file.sync(); // before the rename: a power cut must not leave the name without the bytes
  await file.close();
  await rename(binary, target);
}

async function sweepWork(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.startsWith(WORK_PREFIX));
  for (const name of names) await rm(join(directory, name), { recursive: true, force: true });
}
