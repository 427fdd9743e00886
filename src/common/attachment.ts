/**
 * Files as Claude sees them: images, PDF and long texts. They are blocks of the API with one source of our own: where
 * the API would take the bytes, history holds their hash, and the bytes wait in an artifact store.
 */
import { isJsonObject, type Json } from './json';
import { FORMAT_2, FORMAT, type Block } from './wire';

/** What the API takes as a file. */
export const MEDIA_TYPES = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'application/pdf',
  'text/plain',
] as const;

/** One of them. */
export type MediaType = (typeof MEDIA_TYPES)[number];

/** Bytes in an artifact store, named by their hash. */
export type ArtifactSource = {
  readonly type: 'artifact';
  /** 64 hex digits. */
  readonly sha256: string;
  readonly media_type: MediaType;
  readonly bytes: number;
};

/** A small file by value. */
export type InlineSource = { readonly type: 'base64' | 'text'; readonly media_type: MediaType; readonly data: string };

/** A file for Claude, made by `attach`: plain JSON, which a workflow takes as input and hands on. */
export type Attachment =
  | { readonly type: 'image'; readonly source: ArtifactSource | InlineSource }
  | { readonly type: 'document'; readonly source: ArtifactSource | InlineSource; readonly title?: string };

/** The API takes 32 MB; the rest is room for what else the request holds. */
export const MAX_REQUEST_BYTES = 30_000_000;

/** The artifact that a block refers to, if it does. */
export function artifactOf({ source }: Block): ArtifactSource | undefined {
  return isJsonObject(source) && source['type'] === 'artifact' ? (source as unknown as ArtifactSource) : undefined; // wire seam: `attach` wrote it
}

/** Whether one of the blocks, or of those inside a tool result, has what `matches` looks for. */
export function someBlock(blocks: readonly Block[], matches: (block: Block) => boolean): boolean {
  return blocks.some((block) => matches(block) || someBlock(innerBlocks(block), matches));
}

/** The blocks inside a tool result. */
export function innerBlocks({ content }: Block): readonly Block[] {
  return Array.isArray(content) ? (content as readonly Block[]) : []; // wire seam: a tool result's blocks
}

/** The format that blocks are written in: code from before there were artifacts must not send them as they are. */
export function formatOf(content: string | readonly Block[]): number {
  return typeof content !== 'string' && someBlock(content, (block) => artifactOf(block) !== undefined)
    ? FORMAT_2
    : FORMAT;
}

/** Bytes that an attachment takes in a request: base64 makes four of three. */
export function requestBytesOf({ source }: Attachment): number {
  if (source.type !== 'artifact') return source.data.length;
  return source.media_type === 'text/plain' ? source.bytes : Math.ceil(source.bytes / 3) * 4;
}

/** What is wrong with an attachment that came as JSON, or undefined. */
export function attachmentProblem(value: Json | undefined): string | undefined {
  if (!isJsonObject(value) || (value['type'] !== 'image' && value['type'] !== 'document'))
    return 'it is not what `attach` of `dynamic-workflows/artifacts` returns';
  const { source } = value;
  if (!isJsonObject(source)) return 'it has no source';
  if (!MEDIA_TYPES.includes(source['media_type'] as MediaType))
    return `its media type \`${String(source['media_type'])}\` is none of ${MEDIA_TYPES.join(', ')}`;
  const isWhole =
    source['type'] === 'artifact'
      ? /^[0-9a-f]{64}$/.test(String(source['sha256'])) && Number.isSafeInteger(source['bytes'])
      : (source['type'] === 'base64' || source['type'] === 'text') && typeof source['data'] === 'string';
  return isWhole ? undefined : 'its source is neither an artifact nor data';
}
