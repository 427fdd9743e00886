/**
 * Runs a child process to its orderly end. Stands apart because every script needs the same two things right: signals
 * reach the child once, and its exit code becomes ours.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** A shell reports a process killed by signal n as 128 + n. */
const SIGNAL_EXIT_BASE = 128;

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs `node` with the arguments, our terminal as its own, and returns its exit code. A Ctrl-C reaches the child from
 * the terminal itself (same process group), so SIGINT is passed on only where no terminal could have sent it: a child
 * must not see one Ctrl-C as two. SIGTERM and SIGHUP are always passed on. We wait for the child's own end.
 */
export function runNode(args, { env = {} } = {}) {
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  const fromTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  const pass = (signal) => void ((signal === 'SIGINT' && fromTerminal) || child.kill(signal));
  for (const signal of ENDING) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of ENDING) process.off(name, pass);
      resolve(exitCode(code, signal));
    });
  });
}

/**
 * Runs a command quietly: its output is returned together with its exit code, and shown by whoever cares. A signal to us
 * ends the command first: a lock that we hold must not be free while it still writes.
 */
export function runQuietly(command, args, { env = {}, cwd } = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, cwd });
  const pass = (signal) => void child.kill(signal);
  for (const signal of ENDING) process.on(signal, pass);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.once('close', (code, signal) => resolve({ code: exitCode(code, signal), output }));
  }).finally(() => {
    for (const signal of ENDING) process.off(signal, pass);
  });
}

function exitCode(code, signal) {
  return code ?? SIGNAL_EXIT_BASE + constants.signals[signal];
}
