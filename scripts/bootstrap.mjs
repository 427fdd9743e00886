/**
 * Brings a fresh checkout to the point where it can run: the right Node, the packages, the build. Stands apart because
 * every other script starts with it; where all is current it takes a few milliseconds and says nothing.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  beginBuild,
  buildIsCurrent,
  endBuild,
  packagesAreCurrent,
  ROOT,
  sourceFingerprint,
} from './checkout-state.mjs';
import { exclusively } from './exclusive.mjs';
import { say, withProgress } from './progress.mjs';
import { runQuietly } from './run-child.mjs';

/** The oldest version the tests run on. */
const LEAST_NODE = [20, 19];

/** npm and tsc name the cause first, and then go on for pages. */
const SHOWN_LINES = 40;

/** Inside lib/ because that is ignored by git and never wiped by us. */
const LOCK = join(ROOT, 'lib', 'bootstrap.lock');

/** Everything that running needs. Fails with a message for a person; everything it says goes to stderr. */
export async function bootstrap() {
  await bootstrapPackages();
  if (buildIsCurrent(sourceFingerprint())) return;
  await alone(async () => {
    const fingerprint = sourceFingerprint(); // taken before: what changes during the build is built next time
    if (!buildIsCurrent(fingerprint)) await build(fingerprint);
  });
}

/** Node and the packages only, for what does not need the build. */
export async function bootstrapPackages() {
  requireNode();
  if (packagesAreCurrent()) return;
  await alone(async () => {
    if (!packagesAreCurrent()) await installPackages();
  });
}

function alone(work) {
  mkdirSync(join(ROOT, 'lib'), { recursive: true });
  return exclusively(LOCK, () => say('Waiting for another process that prepares this checkout …'), work);
}

/** Runs a script's main function: its result is the exit code, and an error is a message, not a stack trace. */
export async function main(run) {
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    say(`\n${error.message}`);
    process.exitCode = 1;
  }
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  throw new Error(
    `This is Node \`${process.versions.node}\`; ${LEAST_NODE.join('.')} or newer is needed (https://nodejs.org).`,
  );
}

async function installPackages() {
  // The compiler and the tests are development dependencies: NODE_ENV=production must not leave them out.
  const options = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error']; // .npmrc says silent
  try {
    await step('Installing packages (npm ci)', 'npm', ['ci', ...options]);
  } catch (error) {
    // npm ci insists on an entry for every optional package of every platform, which a registry mirror may not have;
    // npm install takes the same versions from the same lock file.
    if (!error.message.includes('EUSAGE')) throw error;
    say('npm ci refuses package-lock.json on this machine: taking npm install, which reads it too');
    await step('Installing packages (npm install)', 'npm', ['install', '--no-save', ...options]);
  }
}

async function build(fingerprint) {
  beginBuild();
  await step('Building lib/ (tsc)', process.execPath, [
    join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    ROOT,
  ]);
  endBuild(fingerprint);
}

function step(title, command, args) {
  return withProgress(title, async () => {
    const { code, output } = await runQuietly(command, args, { cwd: ROOT });
    if (code !== 0) throw new Error(`${title} failed with code ${code}:\n${beginning(output)}`);
  });
}

function beginning(output) {
  const lines = output.trim().split('\n');
  const rest = lines.length - SHOWN_LINES;
  return rest <= 0 ? lines.join('\n') : [...lines.slice(0, SHOWN_LINES), `… and ${rest} more lines`].join('\n');
}
