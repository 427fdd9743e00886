/**
 * A whole payload as bytes: what a codec wraps, metadata included. Stands apart because compression and encryption wrap
 * the same thing. Format: the length of a JSON header as 32 bits, the header with the metadata in base64, the data.
 */
import type { Payload } from '@temporalio/common';
import { UnreadablePayloadError } from './unreadable-payload';

/** Bytes of the header's length. */
const LENGTH_BYTES = 4;

/** Packs metadata and data. */
export function packPayload({ metadata, data }: Payload): Buffer {
  const header = Buffer.from(
    JSON.stringify(mapValues(metadata ?? {}, (value) => Buffer.from(value).toString('base64'))),
  );
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, data ?? new Uint8Array()]);
}

/** Unpacks what `packPayload` made. Throws an `UnreadablePayloadError` for anything else. */
export function unpackPayload(packed: Buffer): Payload {
  try {
    const end = LENGTH_BYTES + packed.readUInt32BE(0);
    if (end > packed.length) throw new RangeError('cut short');
    const header = JSON.parse(packed.toString('utf8', LENGTH_BYTES, end)) as Record<string, string>; // wire seam: see above
    return { metadata: mapValues(header, (value) => Buffer.from(value, 'base64')), data: packed.subarray(end) };
  } catch {
    // The cause is not kept: JSON.parse quotes what it could not read.
    throw new UnreadablePayloadError(
      'A payload was unwrapped, but what is inside is none: it was written by other code.',
    );
  }
}

/** One entry of a payload's metadata as text, undefined where there is none. */
export function metadataOf({ metadata }: Payload, name: string): string | undefined {
  const value = metadata?.[name];
  return value ? Buffer.from(value).toString('utf8') : undefined;
}

/** Metadata from text. */
export function metadataFrom(entries: Readonly<Record<string, string>>): Record<string, Uint8Array> {
  return mapValues(entries, (value) => Buffer.from(value));
}

function mapValues<A, B>(entries: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, change(value)]));
}
