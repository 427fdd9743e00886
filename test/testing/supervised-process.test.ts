import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { superviseProcess } from '../../src/testing/supervised-process';
import { isRunning, until } from './fake-machine';

const shell = (script: string, more: object = {}) =>
  superviseProcess({ command: '/bin/sh', args: ['-c', script], ...more });

test('tells the exit code and the last words', async () => {
  const failed = shell('echo out; echo err >&2; exit 3');
  expect(await failed.exited).toEqual({ code: 3, signal: null });
  expect(failed.outputTail().split('\n').sort()).toEqual(['', 'err', 'out']);
});

test('a command that does not exist ends with 127 and says so', async () => {
  const missing = superviseProcess({ command: '/nonexistent/command', args: [] });
  expect((await missing.exited).code).toBe(127);
  expect(missing.outputTail()).toContain('/nonexistent/command');
});

test('stop asks first, with the signal of choice', async () => {
  const polite = shell("trap 'echo thank you; exit 0' INT; echo ready; while :; do /bin/sleep 0.05; done", {
    stopSignal: 'SIGINT',
  });
  await until('it listens', () => polite.outputTail().includes('ready'));
  expect(await polite.stop()).toEqual({ code: 0, signal: null });
  expect(polite.outputTail()).toContain('thank you');
});

test('stop kills what does not listen, and everything it started', async () => {
  const stubborn = shell("trap '' TERM; /bin/sleep 600 & echo $!; wait; wait", { graceMs: 100 });
  await until('it is deaf', () => stubborn.outputTail() !== '');
  const grandchild = Number(stubborn.outputTail());
  expect(await stubborn.stop()).toEqual({ code: null, signal: 'SIGKILL' });
  await until('its child is gone', () => !isRunning(grandchild));
});

test('what a finished process left running is ended with it', async () => {
  const careless = shell('/bin/sleep 600 & echo $!');
  await careless.exited;
  const leftOver = Number(careless.outputTail());
  await until('the left-over is gone', () => !isRunning(leftOver));
});

test('its directory is removed when it ends, and stop may be called again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'supervised-'));
  const running = shell('exec /bin/sleep 600', { removeAfterwards: directory });
  await running.stop();
  expect(existsSync(directory)).toBe(false);
  expect((await running.stop()).signal).toBe('SIGTERM');
});

test('a parent killed by SIGKILL takes it along, and its directory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'supervised-'));
  const built = resolve(__dirname, '../../lib/src/testing/supervised-process.js');
  const options = { command: '/bin/sleep', args: ['600'], removeAfterwards: directory };
  const script = `console.log(require(${JSON.stringify(built)}).superviseProcess(${JSON.stringify(options)}).pid)`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((done) => parent.stdout.once('data', (chunk) => done(Number(String(chunk)))));
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until('it is gone', () => !isRunning(pid));
  await until('its directory is gone', () => !existsSync(directory));
});
