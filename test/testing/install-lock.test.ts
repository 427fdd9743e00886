import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { withInstallLock } from '../../src/testing/install-lock';
import { until } from './fake-machine';

let directory: string;
let lockFile: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
  lockFile = join(directory, 'lock');
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Above the largest pid that Linux or macOS hands out. */
const NOBODY = 99_999_999;

const quick = (report: (line: string) => void = () => undefined): Promise<string> =>
  withInstallLock(lockFile, report, () => Promise.resolve('done'));

test('lets one work at a time, and tells the other for whom it waits', async () => {
  const lines: string[] = [];
  let inside = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    expect(inside).toBe(1);
    await until('the other waits', () => lines.length === 1);
    inside -= 1;
  };
  await Promise.all([1, 2].map(() => withInstallLock(lockFile, (line) => lines.push(line), work)));
  expect(lines).toEqual([`waiting for process ${process.pid}, which is installing it already (0 s)`]);
  expect(readdirSync(directory)).toEqual([]);
});

test('is released when the work fails', async () => {
  const failing = withInstallLock(
    lockFile,
    () => undefined,
    () => Promise.reject(new Error('no luck')),
  );
  await expect(failing).rejects.toThrow('no luck');
  expect(await quick()).toBe('done');
});

test('is taken over at once from a process that died', async () => {
  writeFileSync(lockFile, JSON.stringify({ pid: NOBODY, host: hostname(), token: 'x' }));
  expect(await quick()).toBe('done');
  expect(readdirSync(directory)).toEqual([]);
});

test('is taken over from another machine that shows no life, whatever its pid means here', async () => {
  writeFileSync(lockFile, JSON.stringify({ pid: process.pid, host: 'elsewhere', token: 'x' }));
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lockFile, longAgo, longAgo);
  expect(await quick()).toBe('done');
});

test('is respected when another machine shows life', async () => {
  writeFileSync(lockFile, JSON.stringify({ pid: NOBODY, host: 'elsewhere', token: 'x' }));
  let finished = false;
  const lines: string[] = [];
  const waiting = quick((line) => lines.push(line)).then(() => (finished = true));
  await until('it waits', () => lines.length === 1);
  expect(finished).toBe(false);
  expect(lines[0]).toContain(`waiting for process ${NOBODY}`);
  rmSync(lockFile);
  await waiting;
});
