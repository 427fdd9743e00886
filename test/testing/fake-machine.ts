/**
 * A machine that has only what a test puts there: a directory as PATH, another as cache, and no internet. Stands apart
 * because every test of the search for a binary needs one; processes of their own run the build in lib/.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Refused at once: `fetch` does not speak to this port at all. */
export const BLOCKED_RELEASES = 'http://127.0.0.1:9';

/** Long enough for a busy machine; what is waited for takes milliseconds. */
const PATIENCE_MS = 20_000;

export function fakeMachine() {
  const root = mkdtempSync(join(tmpdir(), 'fake-machine-'));
  const bin = join(root, 'bin');
  const cache = join(root, 'cache', 'dynamic-workflows', 'temporal-cli-1.8.2');
  const goLog = join(root, 'go.log');
  mkdirSync(bin);
  return {
    env: { PATH: bin, HOME: root, XDG_CACHE_HOME: join(root, 'cache') },
    cached: join(cache, 'temporal'),
    /** What stands in the cache directory. */
    cacheContent: (): string[] => (existsSync(cache) ? readdirSync(cache) : []),
    put(path: string, script: string): string {
      const file = resolve(bin, path);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, `#!/bin/sh\n${script}\n`);
      chmodSync(file, 0o755);
      return file;
    },
    /** A `go` that notes its pid, writes half a binary, takes its time, and then writes the rest. */
    putGo(options: { version?: string; seconds?: number; fails?: boolean; serverVersion?: string } = {}): void {
      const { version = 'go1.26.8', seconds = 0, fails = false, serverVersion = '1.31.2' } = options;
      this.put(
        'go',
        `if [ "$1" = env ]; then echo ${version}; exit; fi
         echo $$ >> ${goLog}
         while [ "$1" != -o ]; do shift; done
         echo '#!/bin/sh' > "$2"
         /bin/sleep ${seconds}
         ${fails ? 'echo cannot compile this >&2; exit 1' : ''}
         echo '${temporalScript(serverVersion)}' >> "$2"`,
      );
    },
    /** The pid of each build that was started. */
    builds: (): number[] => (existsSync(goLog) ? readFileSync(goLog, 'utf8').trim().split('\n').map(Number) : []),
    remove: (): void => rmSync(root, { recursive: true, force: true }),
  };
}

/** A shell line that answers `--version` as a Temporal CLI does. */
export function temporalScript(serverVersion: string): string {
  return `echo "temporal version 0.0.0-DEV (Server ${serverVersion}, UI 2.50.1)"`;
}

/** Searches in a process of its own, which can be killed; `found` resolves with the path. */
export function findInProcess(env: NodeJS.ProcessEnv): { child: ChildProcess; found: Promise<string> } {
  const built = resolve(__dirname, '../../lib/src/testing/temporal-binary.js');
  const script = `require(${JSON.stringify(built)})
    .findTemporalBinary({ env: ${JSON.stringify(env)}, releases: ${JSON.stringify(BLOCKED_RELEASES)} })
    .then((path) => console.log(path))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  const found = new Promise<string>((done) => child.once('close', () => done(output.trim())));
  return { child, found };
}

/** Waits for something outside this process. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !holds();) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process runs. One that is dead but not reaped (a container without init) does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
