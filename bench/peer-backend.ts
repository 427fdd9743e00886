/** What a peer keeps its runs in: a Temporal server, Postgres, or a server that the peer brings along. It outlives the peer. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../examples/complaint/postgres';
import { startTemporalServer } from '../src/testing';
import { startUntil } from './peer-process';

/** Kinds of storage. */
export type BackendKind = 'temporal' | 'postgres' | 'own';

/** A backend that runs. */
export interface Backend {
  /** Where the peer finds it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a fresh one. */
export async function startBackend(kind: BackendKind, folder: string): Promise<Backend> {
  if (kind === 'temporal') {
    const { address, stop } = await startTemporalServer({ ui: false });
    return { env: { TEMPORAL_ADDRESS: address }, stop };
  }
  if (kind === 'postgres') {
    const { url, stop } = await startPostgres();
    return { env: { DATABASE_URL: url }, stop };
  }
  const data = await mkdtemp(join(tmpdir(), 'dynamic-workflows-bench-'));
  const { line, child } = await startUntil(folder, 'backend.mjs', { BACKEND_DATA: data }, 'backend ready ');
  const env = JSON.parse(line) as Record<string, string>; // wire seam: the peer's own module prints it
  return { env, stop: async () => void (await child.stop()) };
}
