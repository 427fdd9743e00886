/** Compresses payloads that are worth it and leaves the others alone; a reader takes both, and either algorithm. */
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { metadataFrom, metadataOf, packPayload, unpackPayload } from './envelope';
import { UnreadablePayloadError } from './unreadable-payload';

/** How to compress: brotli makes text about a fifth smaller than gzip does, which more tools can read. */
export type CompressionAlgorithm = 'brotli' | 'gzip';

/** How to compress, and from what size on. */
export interface CompressionOptions {
  /** Default `brotli`. */
  readonly algorithm?: CompressionAlgorithm;
  /** Smaller payloads stay as they are. Default 512. */
  readonly minBytes?: number;
}

/** Below it the added metadata eats up what is saved. */
const DEFAULT_MIN_BYTES = 512;

/** A payload is at most 2 MB on the wire; one that wants to become more than this is a bomb. Larger ones aren't compressed. */
const MAX_UNCOMPRESSED_BYTES = 64 * 1024 * 1024;

/** Of 11: close to gzip in speed. What is above it takes many times longer for a few per cent. */
const BROTLI_QUALITY = 5;

const ENCODING = 'binary/compressed';
const ALGORITHM = 'compression-algorithm';

interface Algorithm {
  readonly shrink: (bytes: Buffer) => Promise<Buffer>;
  readonly grow: (bytes: Uint8Array) => Promise<Buffer>;
}

const bounded = { maxOutputLength: MAX_UNCOMPRESSED_BYTES };
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } };

const ALGORITHMS: Readonly<Record<CompressionAlgorithm, Algorithm>> = {
  brotli: {
    shrink: (bytes) => promisify<Buffer, object, Buffer>(brotliCompress)(bytes, quality),
    grow: (bytes) => promisify<Uint8Array, object, Buffer>(brotliDecompress)(bytes, bounded),
  },
  gzip: {
    shrink: (bytes) => promisify<Buffer, Buffer>(gzip)(bytes),
    grow: (bytes) => promisify<Uint8Array, object, Buffer>(gunzip)(bytes, bounded),
  },
};

/** A codec that compresses. It belongs before `encryption` in `dataConverterOf({ codecs })`: ciphertext does not shrink. */
export function compression(options: CompressionOptions = {}): PayloadCodec {
  const { algorithm = 'brotli', minBytes = DEFAULT_MIN_BYTES } = options;
  if (!isAlgorithm(algorithm)) {
    throw new TypeError(
      `\`${String(algorithm)}\` is no algorithm: \`compression({ algorithm })\` takes brotli or gzip.`,
    );
  }
  return {
    encode: (payloads) => Promise.all(payloads.map((payload) => compressed(payload, algorithm, minBytes))),
    decode: (payloads) => Promise.all(payloads.map(uncompressed)),
  };
}

async function compressed(payload: Payload, algorithm: CompressionAlgorithm, minBytes: number): Promise<Payload> {
  const size = payload.data?.length ?? 0;
  if (size < minBytes || metadataOf(payload, 'encoding') === ENCODING) return payload;
  const packed = packPayload(payload);
  if (packed.length > MAX_UNCOMPRESSED_BYTES) return payload;
  const metadata = metadataFrom({ encoding: ENCODING, [ALGORITHM]: algorithm });
  const shrunk = { metadata, data: await ALGORITHMS[algorithm].shrink(packed) };
  return shrunk.data.length + packPayload({ metadata }).length < packed.length ? shrunk : payload;
}

async function uncompressed(payload: Payload): Promise<Payload> {
  if (metadataOf(payload, 'encoding') !== ENCODING) return payload;
  const algorithm = metadataOf(payload, ALGORITHM) ?? 'none';
  if (!isAlgorithm(algorithm)) {
    throw new UnreadablePayloadError(
      `A payload is compressed with \`${algorithm}\`, which this version does not know. Update it, or give it the codec that wrote the payload.`,
    );
  }
  return unpackPayload(await grown(payload.data ?? new Uint8Array(), algorithm));
}

async function grown(bytes: Uint8Array, algorithm: CompressionAlgorithm): Promise<Buffer> {
  try {
    return await ALGORITHMS[algorithm].grow(bytes);
  } catch (cause) {
    const isBomb = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const why = isBomb
      ? `it would become larger than ${MAX_UNCOMPRESSED_BYTES} bytes. Nothing of ours writes such a payload: look where it comes from`
      : 'its bytes are damaged. Look where it comes from';
    throw new UnreadablePayloadError(`A payload compressed with \`${algorithm}\` can't be read: ${why}.`, { cause });
  }
}

function isAlgorithm(name: string): name is CompressionAlgorithm {
  return Object.hasOwn(ALGORITHMS, name);
}
