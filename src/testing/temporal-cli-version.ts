/**
 * Judges whether a file is a Temporal CLI that runs and is new enough. Stands apart because every way of finding one
 * ends with the same question. A CLI built from source calls itself 0.0.0-DEV: only its server's version counts.
 */
import { execFile } from 'node:child_process';
import { isAtLeast } from './version-order';

/** The release that is downloaded or built when there is none. Its server is 1.31.2. */
export const TEMPORAL_CLI_VERSION = '1.8.2';

/** The oldest server the tests ran against: older ones lack what the transcript reader and the tuning flags need. */
export const LEAST_SERVER_VERSION = '1.31.0';

/** A binary of 138 MB on a cold, busy disk answers within a few seconds; one that hangs is no Temporal CLI. */
const VERSION_TIMEOUT_MS = 15_000;

/** What `temporal --version` told: the server version inside, or why the file cannot be used. */
export type CliVerdict = { serverVersion: string } | { problem: string };

/** Runs `<file> --version` and judges the answer. Never throws. */
export function judgeTemporalCli(file: string): Promise<CliVerdict> {
  return new Promise((resolve) => {
    execFile(file, ['--version'], { timeout: VERSION_TIMEOUT_MS, killSignal: 'SIGKILL' }, (error, stdout) => {
      resolve(error === null ? judgeVersionOutput(stdout) : { problem: `does not run (${firstLine(error.message)})` });
    });
  });
}

/** Judges a line such as `temporal version 0.0.0-DEV (Server 1.31.2, UI 2.50.1)`. */
export function judgeVersionOutput(output: string): CliVerdict {
  const serverVersion = /\bServer (\d+\.\d+\.\d+)/.exec(output)?.[1];
  if (serverVersion === undefined) return { problem: `does not name its server version: \`${firstLine(output)}\`` };
  if (isAtLeast(serverVersion, LEAST_SERVER_VERSION)) return { serverVersion };
  return { problem: `has server ${serverVersion}, older than ${LEAST_SERVER_VERSION}` };
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
