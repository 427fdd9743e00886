import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { compression, UnreadablePayloadError } from '../../src/codecs';

const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const LONG = payloadOf('the same again and '.repeat(500));

const bytesOf = ({ data }: Payload): number => data?.length ?? 0;
const encodingOf = ({ metadata }: Payload): string => Buffer.from(metadata?.['encoding'] ?? []).toString();
const plain = ({ metadata, data }: Payload): unknown => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString()]),
  ),
  data: Buffer.from(data ?? []).toString(),
});

test.each(['brotli', 'gzip'] as const)(
  '%s makes a long payload small, and any reader makes it whole again',
  async (algorithm) => {
    const [shrunk] = await compression({ algorithm }).encode([LONG]);
    expect(bytesOf(shrunk!)).toBeLessThan(bytesOf(LONG) / 20);
    const [whole] = await compression().decode([shrunk!]);
    expect(plain(whole!)).toEqual(plain(LONG));
  },
);

test('what is short, or does not shrink, stays as it is', async () => {
  const noise = {
    metadata: LONG.metadata!,
    data: Buffer.from(Array.from({ length: 2_000 }, (_, at) => (at * at * 31) % 251)),
  };
  const random = { metadata: LONG.metadata!, data: randomBytes(2_000) };
  expect(await compression().encode([payloadOf('short'), random])).toEqual([payloadOf('short'), random]);
  const [shrunk] = await compression({ minBytes: 0 }).encode([noise]);
  expect(plain((await compression().decode([shrunk!]))[0]!)).toEqual(plain(noise));
});

test('a payload that nobody compressed is read as it is, and a payload without data too', async () => {
  const empty = payloadOf(undefined);
  expect(await compression().decode([LONG, empty])).toEqual([LONG, empty]);
  expect(await compression().encode([empty])).toEqual([empty]);
});

test('a small payload that would fill the memory is refused', async () => {
  const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
  const [shrunk] = await compression({ algorithm: 'gzip' }).encode([LONG]);
  const reading = compression().decode([{ ...shrunk!, data: bomb }]);
  await expect(reading).rejects.toThrow(/would become larger than 67108864 bytes/);
  await expect(reading).rejects.toBeInstanceOf(UnreadablePayloadError);
});

test('damaged bytes, an unknown algorithm and bytes that hold no payload are refused without their content', async () => {
  const [shrunk] = await compression({ algorithm: 'gzip' }).encode([LONG]);
  const { metadata } = shrunk!;
  const damaged = { metadata: metadata!, data: Buffer.from('secret') };
  await expect(compression().decode([damaged])).rejects.toThrow(
    /^A payload compressed with `gzip` can't be read: its bytes are damaged/,
  );
  const unknown = { ...damaged, metadata: { ...metadata, 'compression-algorithm': Buffer.from('zstd') } };
  await expect(compression().decode([unknown])).rejects.toThrow(/`zstd`, which this version does not know/);
  for (const inside of ['\0\0\0\u0008secret', '\0\0', '\u007fsecret', '\0\0\0\u0006secret']) {
    const foreign = { metadata: metadata!, data: gzipSync(Buffer.from(inside, 'latin1')) };
    await expect(compression().decode([foreign])).rejects.toThrow(
      /^A payload was unwrapped, but what is inside is none/,
    );
  }
});

test('an unknown algorithm is refused at once', () => {
  expect(() => compression({ algorithm: 'lzma' as 'gzip' })).toThrow(/`lzma` is no algorithm/);
});

test('a compressed payload is marked', async () => {
  const [shrunk] = await compression().encode([LONG]);
  expect(encodingOf(shrunk!)).toBe('binary/compressed');
  expect(await compression().encode([shrunk!])).toEqual([shrunk]);
});
