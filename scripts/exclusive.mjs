/**
 * Lets one script at a time install or build in this checkout. Stands apart from the testing room's lock because it
 * must work before anything is compiled. The lock only saves work and keeps two writers apart: an owner that died is
 * replaced at once.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How often a waiting script looks again. */
const POLL_MS = 200;

/** The owner writes its pid right after the directory; one that has not by then died in between. */
const NAMELESS_FOR_MS = 2_000;

/** Runs `work` while holding the lock directory; calls `onWait` once when another process holds it. */
export async function exclusively(lockDirectory, onWait, work) {
  for (let waits = 0; !acquired(lockDirectory); waits += 1) {
    if (waits === 0) onWait();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    return await work();
  } finally {
    rmSync(lockDirectory, { recursive: true, force: true });
  }
}

function acquired(lockDirectory) {
  try {
    mkdirSync(lockDirectory); // atomic: exactly one process creates it
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned(lockDirectory)) removeAbandoned(lockDirectory);
    return false;
  }
  writeFileSync(join(lockDirectory, 'pid'), String(process.pid));
  return true;
}

/** Moves it away before deleting it, and back if a new owner had just replaced the dead one. */
function removeAbandoned(lockDirectory) {
  const aside = `${lockDirectory}.${randomUUID()}`;
  try {
    renameSync(lockDirectory, aside);
    if (isAbandoned(aside)) rmSync(aside, { recursive: true, force: true });
    else renameSync(aside, lockDirectory);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error; // another waiting script was faster
  }
}

function isAbandoned(lockDirectory) {
  try {
    const pid = Number(readFileSync(join(lockDirectory, 'pid'), 'utf8'));
    if (pid > 0) return !isAlive(pid);
    return Date.now() - statSync(lockDirectory).mtimeMs > NAMELESS_FOR_MS;
  } catch {
    const since = statSync(lockDirectory, { throwIfNoEntry: false })?.mtimeMs;
    return since !== undefined && Date.now() - since > NAMELESS_FOR_MS;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
