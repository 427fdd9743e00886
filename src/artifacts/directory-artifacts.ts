/** Artifacts as files: for one machine, or for a volume that all workers and scripts mount. */
import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { requireId, type ArtifactStore } from './artifact-store';

/** Hex digits of an id that name its directory: 256 directories. */
const DIRECTORY_DIGITS = 2;

/** A store in `directory`, which is made when the first file comes. */
export function directoryArtifacts(directory: string): ArtifactStore {
  const root = resolve(directory);
  const pathOf = (id: string): string => join(root, requireId(id).slice(0, DIRECTORY_DIGITS), id);
  const has = async (id: string): Promise<boolean> =>
    found(
      access(pathOf(id)).then(() => true),
      false,
    );
  return {
    has,
    get: async (id) => found(readFile(pathOf(id)), undefined),
    put: async (id, bytes) => {
      if (!(await has(id))) await writeWhole(pathOf(id), bytes);
    },
  };
}

/** Under a name of its own first: nobody reads half a file, also after a crash. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function found<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
}
