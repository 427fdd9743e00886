/** Files taken in: known by their bytes, made to fit, and kept in history only where they are small. */
import sharp from 'sharp';
import { artifactId, attach, type ArtifactStore } from '../../src/artifacts';
import { noise, pdf, plain } from './files';

function memory(): ArtifactStore & { readonly kept: Map<string, Uint8Array>; puts: number } {
  const kept = new Map<string, Uint8Array>();
  const store = { kept, puts: 0, get: async (id: string) => kept.get(id), has: async (id: string) => kept.has(id) };
  return Object.assign(store, {
    put: async (id: string, bytes: Uint8Array) => {
      store.puts++;
      kept.set(id, bytes);
    },
  });
}

test('a small picture, PDF or text stands in history itself', async () => {
  expect(await attach(await plain(20, 10))).toMatchObject({
    type: 'image',
    source: { type: 'base64', media_type: 'image/png' },
  });
  expect(await attach(pdf(1), { title: 'Invoice' })).toEqual({
    type: 'document',
    title: 'Invoice',
    source: { type: 'base64', media_type: 'application/pdf', data: pdf(1).toString('base64') },
  });
  expect(await attach(Buffer.from('Grüße'))).toEqual({
    type: 'document',
    source: { type: 'text', media_type: 'text/plain', data: 'Grüße' },
  });
});

test('a large one goes to the store under the hash of its bytes, and only once', async () => {
  const store = memory();
  const file = pdf(3, 20_000);
  const attachment = await attach(file, { store });
  expect(attachment).toEqual({
    type: 'document',
    source: { type: 'artifact', sha256: artifactId(file), media_type: 'application/pdf', bytes: file.length },
  });
  expect(Buffer.from(store.kept.get(artifactId(file))!)).toEqual(file);
  await attach(file, { store });
  expect(store.puts).toBe(1);
});

test('a picture is upright, at most 2,000 pixels wide and without metadata', async () => {
  const store = memory();
  const photo = await sharp(await noise(3_000, 1_000))
    .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  const { source } = await attach(photo, { store });
  if (source.type !== 'artifact') throw new Error('It is too large to stand in history.');
  const facts = await sharp(store.kept.get(source.sha256)).metadata();
  expect(facts).toMatchObject({ width: 667, height: 2_000, format: 'jpeg' });
  expect([facts.exif, facts.orientation]).toEqual([undefined, undefined]);
  expect(source.bytes).toBe(store.kept.get(source.sha256)!.length);
});

test.each([
  ['tiff', 'image/jpeg'],
  ['avif', 'image/jpeg'],
  ['webp', 'image/jpeg'],
  ['gif', 'image/png'],
] as const)('a %s becomes %s, which the API takes', async (format, mediaType) => {
  const picture = await sharp(await plain(30, 30))
    .toFormat(format)
    .toBuffer();
  expect((await attach(picture)).source).toMatchObject({ media_type: mediaType });
});

test('a PNG too large for the API becomes a JPEG that is not', async () => {
  const store = memory();
  const { source } = await attach(await noise(2_000, 2_000, 'png'), { store });
  expect(source).toMatchObject({ type: 'artifact', media_type: 'image/jpeg' });
  expect((source as { bytes: number }).bytes).toBeLessThan(3_750_000);
});

test.each<[string, () => Promise<Uint8Array> | Uint8Array, RegExp]>([
  ['nothing', () => Buffer.alloc(0), /The file is empty/],
  ['bytes that are no file', () => Buffer.from([0, 1, 2, 3, 255]), /The image can't be read/],
  ['half a picture', async () => (await noise(200, 200)).subarray(0, 60), /The image can't be read/],
  ['a PDF beyond what a request holds', () => pdf(1, 8_000_001), /at most 8000000 are taken. Split it/],
  ['a large file without a store', () => pdf(1, 20_000), /needs a store: attach\(bytes, \{ store/],
])('%s is refused with its reason', async (_title, file, message) => {
  await expect(Promise.resolve(file()).then((bytes) => attach(bytes))).rejects.toThrow(message);
});
