/**
 * Finds a Temporal CLI binary, or gets one. Stands apart as the one list of ways, in their order; each way has a file
 * of its own. An existing server (TEMPORAL_ADDRESS) needs no binary and is `startTemporalServer`'s business.
 */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cachedTemporal, cachedTemporalPath, installTemporal } from './temporal-install';
import { judgeTemporalCli } from './temporal-cli-version';

/** What the search may use; the defaults are this process's environment and the official releases. */
export interface FindTemporalOptions {
  /** Receives one line for each thing tried, and why the next one is. */
  report?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  /** Another place with the same layout as the official releases. */
  releases?: string;
}

/**
 * The path of a Temporal CLI that runs and is new enough: TEMPORAL_CLI_PATH, `temporal` on PATH, our cache, the
 * official download, a build by Go; the first that works. The build takes minutes, once a machine. Fails with the ways
 * out when none works, and at once when TEMPORAL_CLI_PATH names something unusable: an explicit choice is not overruled.
 */
export async function findTemporalBinary(options: FindTemporalOptions = {}): Promise<string> {
  const { report = () => undefined, env = process.env, releases } = options;
  const say = (line: string): void => report(`temporal: ${line}`);

  const chosen = env['TEMPORAL_CLI_PATH'];
  if (chosen) return usableChoice(chosen);

  const onPath = await temporalOnPath(env, say);
  if (onPath !== undefined) return onPath;

  const cached = await cachedTemporal(env, say);
  if (cached !== undefined) return cached;

  say(`no usable one on PATH or in the cache (\`${cachedTemporalPath(env)}\`)`);
  const installed = await installTemporal(env, say, releases).catch((error: unknown) => {
    throw new Error(`${waysOut(env)}\nThe cache could not be used: ${(error as Error).message}`, { cause: error });
  });
  if (installed !== undefined) return installed;
  throw new Error(waysOut(env));
}

async function usableChoice(file: string): Promise<string> {
  const verdict = await judgeTemporalCli(file);
  if ('serverVersion' in verdict) return file;
  throw new Error(
    `TEMPORAL_CLI_PATH is \`${file}\`, which ${verdict.problem}. Point it at a newer \`temporal\`, or unset it.`,
  );
}

async function temporalOnPath(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<string | undefined> {
  for (const directory of (env['PATH'] ?? '').split(delimiter)) {
    const file = join(directory, 'temporal');
    if (directory === '' || !(await isExecutable(file))) continue;
    const verdict = await judgeTemporalCli(file);
    if ('serverVersion' in verdict) return file;
    say(`\`${file}\` ${verdict.problem}: passing it over`);
    return undefined; // the shell would run this one; a second one behind it would surprise
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function waysOut(env: NodeJS.ProcessEnv): string {
  return [
    'There is no Temporal CLI here, and none could be downloaded or built. Any one of these helps:',
    '  1. set TEMPORAL_ADDRESS (and TEMPORAL_NAMESPACE) to a Temporal server that runs already;',
    '  2. install the Temporal CLI (https://docs.temporal.io/cli) on PATH, or set TEMPORAL_CLI_PATH to it;',
    '  3. allow a download from github.com, then run this again;',
    '  4. install Go 1.26.4 or newer and allow its module proxy, then run this again: it builds the CLI, once.',
    `What was obtained is kept as \`${cachedTemporalPath(env)}\`.`,
  ].join('\n');
}
