/** Files that a tool returns: made to fit for Claude and, where they are large, kept in the artifact store. */
import { attach, type ArtifactStore } from '../artifacts';
import { isJsonObject } from '../common/json';
import type { EffectKind } from '../common/offer';
import type { Block } from '../common/wire';
import { ContentBlocks } from './tool';

/**
 * What a tool returned, its files stored. A file that can't be shown becomes a text that says so. Throws what the store
 * throws, and the tool is tried again; one that must not be tells Claude what is missing.
 */
export async function withStoredFiles(
  returned: unknown,
  store: ArtifactStore | undefined,
  effect: EffectKind,
): Promise<unknown> {
  if (!store || !(returned instanceof ContentBlocks)) return returned;
  const blocks: Block[] = [];
  for (const block of returned.list) blocks.push(await stored(block, store, effect));
  return new ContentBlocks(blocks);
}

async function stored(block: Block, store: ArtifactStore, effect: EffectKind): Promise<Block> {
  const data = base64Of(block);
  if (data === undefined) return block;
  try {
    const { source } = await attach(Buffer.from(data, 'base64'), { store });
    return { ...block, source };
  } catch (error) {
    if (!(error instanceof TypeError) && effect !== 'once') throw error;
    return {
      type: 'text',
      text: `[the ${block.type} can't be shown: ${error instanceof Error ? error.message : String(error)}]`,
    };
  }
}

function base64Of({ type, source }: Block): string | undefined {
  if ((type !== 'image' && type !== 'document') || !isJsonObject(source)) return undefined;
  return source['type'] === 'base64' && typeof source['data'] === 'string' ? source['data'] : undefined;
}
