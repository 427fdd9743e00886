/**
 * Builds the Temporal CLI from Go modules. Stands apart because it is the way out where only package registries can be
 * reached: it takes minutes, so it says what it does, and a build whose parent was killed dies with it.
 */
import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { superviseProcess } from './supervised-process';
import { isAtLeast } from './version-order';

/** What the `go` line of `tools/temporal-cli/go.mod` asks for. */
const LEAST_GO_VERSION = '1.26.4';

/** A person who watches a build of minutes wants a sign of life, not a flood. */
const REPORT_EVERY_MS = 15_000;

/** `go env` answers at once; one that does not is broken. */
const GO_VERSION_TIMEOUT_MS = 10_000;

/** A killed compiler has nothing to save. */
const GRACE_MS = 1_000;

/** Builds into `workDirectory` and returns the binary's path. About 7 minutes on 2 cores, seconds from Go's cache. */
export async function buildTemporal(
  workDirectory: string,
  report: (line: string) => void,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const goVersion = await readGoVersion(workDirectory, env);
  for (const file of ['go.mod', 'go.sum']) await copyFile(join(moduleDirectory(), file), join(workDirectory, file));
  report(`building it with Go ${goVersion}: about 7 minutes on 2 cores, once; the result is kept outside the checkout`);

  const binary = join(workDirectory, 'temporal');
  const flags = ['-mod=mod', '-trimpath', '-ldflags', '-s -w', '-o', binary];
  const build = superviseProcess({
    command: 'go',
    args: ['build', ...flags, 'github.com/temporalio/cli/cmd/temporal'],
    cwd: workDirectory,
    env: { ...env, CGO_ENABLED: '0', GOWORK: 'off' },
    graceMs: GRACE_MS,
  });
  const started = Date.now();
  const elapsed = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  const signOfLife = setInterval(() => report(`still building, ${elapsed()}`), REPORT_EVERY_MS);
  const { code, signal } = await build.exited;
  clearInterval(signOfLife);
  if (code !== 0) throw new Error(`\`go build\` ended with ${signal ?? code}:\n${build.outputTail()}`);
  report(`built in ${elapsed()}`);
  return binary;
}

async function readGoVersion(cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  let output: string;
  try {
    const options = { cwd, env, timeout: GO_VERSION_TIMEOUT_MS, killSignal: 'SIGKILL' as const };
    output = (await promisify(execFile)('go', ['env', 'GOVERSION'], options)).stdout.trim();
  } catch (error) {
    throw new Error(`Go ${LEAST_GO_VERSION} or newer is not on PATH`, { cause: error });
  }
  const version = /go(\d+(?:\.\d+)+)/.exec(output)?.[1];
  if (version !== undefined && isAtLeast(version, LEAST_GO_VERSION)) return version;
  throw new Error(`Go is \`${output}\`, older than ${LEAST_GO_VERSION}`);
}

/** `tools/temporal-cli` of this package: found upwards, because the build stands one directory deeper than the source. */
function moduleDirectory(): string {
  for (let directory = __dirname; directory !== dirname(directory); directory = dirname(directory)) {
    const candidate = join(directory, 'tools', 'temporal-cli');
    if (existsSync(join(candidate, 'go.mod'))) return candidate;
  }
  throw new Error('`tools/temporal-cli/go.mod` is missing from this package');
}
