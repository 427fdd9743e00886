/**
 * Lets one process at a time install something into a shared directory. Stands apart because a lock is easy to get
 * wrong: this one is only there to save work. What it guards is published by an atomic rename, so that a lock stolen
 * by mistake costs a second build and never a broken file.
 */
import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';

/** The owner shows by touching the file that it lives. */
const HEARTBEAT_MS = 5_000;

/** Six missed heartbeats: the owner is gone, or on another machine that is. */
const STALE_AFTER_MS = 30_000;

/** How often a waiting process looks again. */
const POLL_MS = 250;

/** How often a waiting process says that it still waits. */
const REPORT_EVERY_MS = 15_000;

/** Longer than the slowest build seen (7 minutes on 2 cores), with room for a busy machine. */
const LONGEST_WAIT_MS = 45 * 60_000;

/** Runs `work` while holding the lock file, waiting for another owner first. Fails when that takes 45 minutes. */
export async function withInstallLock<T>(
  lockFile: string,
  report: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const token = randomUUID();
  await acquire(lockFile, token, report);
  const heartbeat = setInterval(() => {
    const now = new Date();
    void utimes(lockFile, now, now).catch(() => undefined); // stolen while this machine slept: see the docblock
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await ownerOf(lockFile))?.token === token) await unlink(lockFile).catch(() => undefined);
  }
}

async function acquire(lockFile: string, token: string, report: (line: string) => void): Promise<void> {
  const started = Date.now();
  let reported = 0;
  while (!(await created(lockFile, token))) {
    if (await isStale(lockFile)) {
      await removeStale(lockFile);
      continue;
    }
    const waited = Date.now() - started;
    if (waited > LONGEST_WAIT_MS) {
      throw new Error(`Another process holds \`${lockFile}\` for too long. End it, or delete the file.`);
    }
    if (waited >= reported * REPORT_EVERY_MS) {
      reported += 1;
      const owner = (await ownerOf(lockFile))?.pid ?? 'unknown';
      report(`waiting for process ${owner}, which is installing it already (${Math.round(waited / 1000)} s)`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function created(lockFile: string, token: string): Promise<boolean> {
  try {
    const file = await open(lockFile, 'wx');
    await file.writeFile(JSON.stringify({ pid: process.pid, host: hostname(), token }));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(lockFile: string): Promise<boolean> {
  const owner = await ownerOf(lockFile);
  // A pid means something on its own machine only; containers that share a cache have different host names.
  if (owner !== undefined && owner.host === hostname() && !isAlive(owner.pid)) return true;
  const age = await stat(lockFile).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0, // released meanwhile
  );
  return age > STALE_AFTER_MS;
}

/** Moves the file away before deleting it, and puts it back if a new owner had just replaced the dead one. */
async function removeStale(lockFile: string): Promise<void> {
  const aside = `${lockFile}.${randomUUID()}`;
  try {
    await rename(lockFile, aside);
  } catch {
    return; // another waiting process was faster
  }
  if (!(await isStale(aside))) await link(aside, lockFile).catch(() => undefined);
  await unlink(aside).catch(() => undefined);
}

interface Owner {
  pid: number;
  host: string;
  token: string;
}

async function ownerOf(lockFile: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(lockFile, 'utf8')) as Owner; // our own file; half-written counts as unknown
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
