/** Takes a file in: finds out what it is, makes it fit for Claude, and puts it where workers find it. */
import type { Attachment, MediaType } from '../common/attachment';
import { artifactId, type ArtifactStore } from './artifact-store';
import { scaledImage } from './image';

/** Below this a file stands in history itself; larger ones would weigh on every reading of it. */
export const MAX_INLINE_BYTES = 16 * 1024;

/** A PDF or text of this size is a third of what a request may hold. */
const MAX_DOCUMENT_BYTES = 8_000_000;

/** Bytes that tell what a file is. */
const SIGNATURE_BYTES = 1_024;

/** How a file is taken in. */
export interface AttachOptions {
  /** Where it goes if it is larger than 16 KiB; the same that the workers have as `artifacts`. */
  readonly store?: ArtifactStore;
  /** What a document is called, for Claude and for people. */
  readonly title?: string;
}

/**
 * Makes an attachment of a file: an image in any usual format, a PDF or a text in UTF-8. The result is plain JSON, an
 * input of workflows; `ask.data` and a tool's `content` take it. Throws a `TypeError` for what Claude can't be shown, and
 * what the store throws.
 */
export async function attach(bytes: Uint8Array, { store, title }: AttachOptions = {}): Promise<Attachment> {
  if (bytes.length === 0) throw new TypeError('The file is empty.');
  const type = documentType(bytes);
  if (type === undefined) {
    const image = await scaledImage(bytes);
    return { type: 'image', source: await sourceOf(image.bytes, image.mediaType, store) };
  }
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new TypeError(
      `The document has ${bytes.length} bytes, and at most ${MAX_DOCUMENT_BYTES} are taken. Split it, or give Claude a tool to read it with.`,
    );
  return { type: 'document', source: await sourceOf(bytes, type, store), ...(title !== undefined && { title }) };
}

async function sourceOf(
  bytes: Uint8Array,
  mediaType: MediaType,
  store: ArtifactStore | undefined,
): Promise<Attachment['source']> {
  if (bytes.length <= MAX_INLINE_BYTES) {
    if (mediaType === 'text/plain') return { type: 'text', media_type: mediaType, data: textOf(bytes) ?? '' };
    return { type: 'base64', media_type: mediaType, data: Buffer.from(bytes).toString('base64') };
  }
  if (!store)
    throw new TypeError(
      `The file has ${bytes.length} bytes. Above ${MAX_INLINE_BYTES} it needs a store: attach(bytes, { store: directoryArtifacts('…') }).`,
    );
  const sha256 = artifactId(bytes);
  if (!(await store.has(sha256))) await store.put(sha256, bytes);
  return { type: 'artifact', sha256, media_type: mediaType, bytes: bytes.length };
}

/** PDF and text by their bytes, never by their name; whatever else is left to the reader of images. */
function documentType(bytes: Uint8Array): MediaType | undefined {
  const start = Buffer.from(bytes.subarray(0, SIGNATURE_BYTES));
  if (start.includes('%PDF-')) return 'application/pdf';
  const text = textOf(bytes);
  return text === undefined || text.includes('\0') ? undefined : 'text/plain';
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
