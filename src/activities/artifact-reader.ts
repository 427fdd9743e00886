/** Puts the bytes of files where history only names them, right before a request is sent. */
import { ApplicationFailure } from '@temporalio/common';
import { LRUCache } from 'lru-cache';
import { artifactId, type ArtifactStore } from '../artifacts';
import { artifactOf, innerBlocks, someBlock, type ArtifactSource } from '../common/attachment';
import { FAILURE } from '../common/failure-type';
import type { Block, CallFailure, Message } from '../common/wire';

/** Every turn sends every file again. */
const MAX_CACHED_BYTES = 64 * 1024 * 1024;

/** Reads a worker's artifact store; what was read is kept, since a hash never means other bytes. */
export class ArtifactReader {
  readonly #cache = new LRUCache<string, Uint8Array>({ max: 10_000, maxSize: MAX_CACHED_BYTES });

  constructor(private readonly store: ArtifactStore | undefined) {}

  /**
   * The messages as the API takes them; the same object where no file is in them. Throws `ArtifactMissing`: retryably
   * where this worker has no store, for good where the store has no such file. A store that does not answer is asked
   * again, and in the end makes the step wait.
   */
  async resolve(messages: readonly Message[]): Promise<readonly Message[]> {
    const refersToFiles = (block: Block): boolean => artifactOf(block) !== undefined;
    if (!messages.some(({ content }) => someBlock(content, refersToFiles))) return messages;
    const resolved: Message[] = [];
    for (const { role, content } of messages) resolved.push({ role, content: await this.#blocks(content) });
    return resolved;
  }

  async #blocks(blocks: readonly Block[]): Promise<readonly Block[]> {
    const resolved: Block[] = [];
    for (const block of blocks) resolved.push(await this.#block(block)); // in turn: a request may hold 30 MB
    return resolved;
  }

  async #block(block: Block): Promise<Block> {
    const inner = innerBlocks(block);
    if (inner.length > 0) return { ...block, content: await this.#blocks(inner) };
    const artifact = artifactOf(block);
    return artifact ? { ...block, source: sourceOf(artifact, await this.#bytes(artifact)) } : block;
  }

  async #bytes(artifact: ArtifactSource): Promise<Uint8Array> {
    const { sha256 } = artifact;
    const bytes = this.#cache.get(sha256) ?? (await this.#read(artifact));
    this.#cache.set(sha256, bytes, { size: Math.max(1, bytes.length) });
    return bytes;
  }

  async #read({ sha256, media_type, bytes }: ArtifactSource): Promise<Uint8Array> {
    const name = `The file \`${sha256}\` (${media_type}, ${bytes} bytes)`;
    if (!this.store) {
      throw ApplicationFailure.retryable(
        `${name} is in an artifact store, and this worker has none. Give it the store: claude({ artifacts }).`,
        FAILURE.artifactMissing,
      );
    }
    const found = await this.store.get(sha256).catch((error: unknown) => {
      throw storeFailure(error);
    });
    if (found && artifactId(found) === sha256) return found;
    const problem = found ? 'is not what it was' : 'is not there';
    throw ApplicationFailure.nonRetryable(
      `${name} ${problem} in the artifact store. Put it back, or reset the run to before it was used; keep files for as long as runs use them.`,
      FAILURE.artifactMissing,
    );
  }
}

function sourceOf({ media_type }: ArtifactSource, bytes: Uint8Array): Block['source'] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (media_type === 'text/plain') return { type: 'text', media_type, data: data.toString('utf8') };
  return { type: 'base64', media_type, data: data.toString('base64') };
}

/** What waits says `waitsFor`: an outage of the store is nobody's mistake in the run. */
function storeFailure(error: unknown): ApplicationFailure {
  const cause = error instanceof Error ? error : new Error(String(error));
  const details: [Partial<CallFailure>] = [{ waitsFor: 'artifacts' }];
  const message = `The artifact store could not be read: ${cause.message}`;
  return ApplicationFailure.create({ type: FAILURE.artifactStoreUnavailable, message, details, cause });
}
