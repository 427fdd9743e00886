/** Where the bytes of files wait that histories only name. */
import { createHash } from 'node:crypto';

/** Three functions; bytes are named by their hash, so nothing in a store ever changes. */
export interface ArtifactStore {
  /** Stores `bytes` under `id`. Storing the same again does nothing. Throws where the store can't be reached. */
  put(id: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or undefined where there are none. Throws where the store can't be reached. */
  get(id: string): Promise<Uint8Array | undefined>;
  /** Whether there are bytes under `id`. */
  has(id: string): Promise<boolean>;
}

/** The name of `bytes`: their SHA-256 in 64 hex digits. */
export function artifactId(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Ids become paths and keys: whatever is no hash is refused. */
export function requireId(id: string): string {
  if (/^[0-9a-f]{64}$/.test(id)) return id;
  throw new TypeError(`\`${id}\` is not the id of an artifact: 64 hex digits.`);
}
