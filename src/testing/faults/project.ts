/** A user's compiled worker module, seen from outside: its workflows bundled, its histories replayed, in a process of their own. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compiledFile } from '../worker-process';

/** A module at work. */
export interface Project {
  /** The bundle of its workflows. */
  readonly codePath: string;
  /** Replays these histories on today's code; what went wrong, by workflow id. */
  replay(histories: ReadonlyMap<string, unknown>): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

/** What a thousand errors of a replay may say. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Bundles the workflows of a module. */
export async function openProject(module: string, env: NodeJS.ProcessEnv, root?: string): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'dynamic-workflows-faults-'));
  const ask = async <T>(task: string, ...args: readonly string[]): Promise<T> => {
    const command = [compiledFile('faults/project-main.js', root), task, module, ...args];
    const options = { env: { ...process.env, ...env }, maxBuffer: MAX_OUTPUT_BYTES };
    const { stdout } = await promisify(execFile)(process.execPath, command, options);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T; // our own process wrote it
  };
  let rounds = 0;
  const codePath = await ask<string>('bundle', join(folder, 'bundle'));
  return {
    codePath,
    async replay(histories) {
      const round = join(folder, `histories-${++rounds}`);
      await mkdir(round);
      const files = [...histories].map(([id, history], index) => ({ id, name: `${index}.json`, history }));
      for (const { name, history } of files) await writeFile(join(round, name), JSON.stringify(history));
      const errors = await ask<Record<string, string>>('replay', round, codePath);
      await rm(round, { recursive: true });
      return new Map(files.flatMap(({ id, name }) => (errors[name] === undefined ? [] : [[id, errors[name]]])));
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
