/**
 * Runs a process that never outlives its parent, not even a parent killed by SIGKILL. Stands apart because Temporal,
 * Postgres, Go builds and worker processes all need it: exit handlers run on none of the deaths that matter.
 *
 * How: a shell starts a watcher and becomes the command (`exec`), so the pid is the command's own. The watcher reads a
 * pipe whose other end only the parent holds; the end of that pipe is the parent's death.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** How to run a process, and how to end it. */
export interface SupervisedProcessOptions {
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Another user to run as; needs root. */
  user?: { uid: number; gid: number };
  /** What asks this process to end in order. Default SIGTERM; Postgres wants SIGINT, else it waits for its clients. */
  stopSignal?: 'SIGTERM' | 'SIGINT';
  /** How long it may take to end in order before it is killed. Default 10 s. */
  graceMs?: number;
  /** A directory deleted once the process is gone, whoever ended it; also when the parent was killed. */
  removeAfterwards?: string;
  /** Receives each line of stdout and stderr. */
  onLine?: (line: string) => void;
}

/** How a process ended: an exit code, or the signal that killed it. */
export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running process. */
export interface SupervisedProcess {
  readonly pid: number;
  /** Resolves, never rejects, when the process has ended and its directory is removed. */
  readonly exited: Promise<ProcessEnd>;
  /** How it ended, or `undefined` while it runs. */
  end(): ProcessEnd | undefined;
  /** The last lines of stdout and stderr, at most 8 KiB, for an error message. */
  outputTail(): string;
  /** Asks it to end, kills it (and all it started) after the grace, and waits. May be called again. */
  stop(): Promise<ProcessEnd>;
}

/** Long enough for Temporal and Postgres to close their files on a busy machine; both take well under a second idle. */
const DEFAULT_GRACE_MS = 10_000;

/** Shows the reason of a failed start without flooding an error message. */
const OUTPUT_TAIL_CHARACTERS = 8_192;

/** A grandchild that left the group could hold the output open for ever; nobody waits longer than this for its words. */
const OUTPUT_DRAIN_MS = 1_000;

/**
 * $1 stop signal, $2 grace in tenths of a second, $3 directory to remove, then the command. `$$` is also the process
 * group: a group's number is never reused while the watcher lives in it, so these kills cannot hit a stranger. A dead
 * process that nobody reaps (containers whose first process is no init) still takes signals: /proc tells it apart.
 */
const WATCHED_EXEC = `
main=$$ signal=$1 tenths=$2 doomed=$3
shift 3
alive() {
  kill -0 "$main" || return 1
  [ -r "/proc/$main/stat" ] || return 0
  read -r stat <"/proc/$main/stat"
  case $stat in *') Z '*) return 1 ;; esac
}
(
  trap '' INT TERM HUP
  read -r _ <&3
  kill -s "$signal" -- "-$main"
  while [ "$tenths" -gt 0 ] && alive; do sleep 0.1; tenths=$((tenths - 1)); done
  kill -s KILL "$main"
  [ -z "$doomed" ] || rm -rf "$doomed"
  kill -s KILL -- "-$main"
) </dev/null >/dev/null 2>&1 &
exec "$@" 3<&-
`;

/**
 * Starts a process in a process group of its own: a Ctrl-C in the terminal reaches the parent only, which then stops
 * its processes in order. A command that cannot run ends with code 126 or 127 and the reason in `outputTail()`.
 */
export function superviseProcess(options: SupervisedProcessOptions): SupervisedProcess {
  const { stopSignal = 'SIGTERM', graceMs = DEFAULT_GRACE_MS, removeAfterwards = '' } = options;
  const watch = [stopSignal.slice('SIG'.length), String(Math.ceil(graceMs / 100)), removeAfterwards];
  const child = spawn('/bin/sh', ['-c', WATCHED_EXEC, 'supervised', ...watch, options.command, ...options.args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...options.user,
  });
  child.on('error', () => undefined); // a spawn that failed has no pid, which is reported here
  if (child.pid === undefined) throw new Error(`\`/bin/sh\` could not be started to run \`${options.command}\`.`);
  const pid: number = child.pid;

  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
      tail = `${tail}${line}\n`.slice(-OUTPUT_TAIL_CHARACTERS);
      options.onLine?.(line);
    });
  }

  let end: ProcessEnd | undefined;
  const exited = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => {
      end = { code, signal };
      killGroup(pid); // the watcher, and whatever the process left behind
      const finish = (): void => void removed(removeAfterwards).then(() => resolve({ code, signal }));
      const drained = setTimeout(finish, OUTPUT_DRAIN_MS);
      child.once('close', () => {
        clearTimeout(drained);
        finish();
      });
    });
  });

  return {
    pid,
    exited,
    end: () => end,
    outputTail: () => tail,
    stop: stopInOrder,
  };

  async function stopInOrder(): Promise<ProcessEnd> {
    if (end === undefined) child.kill(stopSignal);
    const impatience = setTimeout(() => killGroup(pid), graceMs);
    const how = await exited;
    clearTimeout(impatience);
    return how;
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Nobody is left, which is the aim: ESRCH on Linux, EPERM on macOS while the last one is not yet reaped.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

async function removed(directory: string): Promise<void> {
  if (directory !== '') await rm(directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}
