/** Raw payloads out of history: through the codecs, in reverse, then through the converter. */
import { defaultDataConverter, defaultPayloadConverter, ExternalStorage, StorageDriverClaim } from '@temporalio/common';
import type { LoadedDataConverter, Payload, PayloadCodec, StorageDriver } from '@temporalio/common';
import { ExternalStorageRunner } from '@temporalio/common/lib/internal-non-workflow/external-storage-runner';
import { payloadDecoder } from '../../src/common/payload-decoding';

/** Adds a byte in front, which it must find again. */
function sealing(seal: number): PayloadCodec {
  return {
    encode: async (payloads) =>
      payloads.map((payload) => ({ ...payload, data: Uint8Array.from([seal, ...(payload.data ?? [])]) })),
    decode: async (payloads) =>
      payloads.map((payload) => {
        if (payload.data?.[0] !== seal) throw new Error(`not sealed with ${seal}`);
        return { ...payload, data: payload.data.slice(1) };
      }),
  };
}

const VALUE = { text: 'Grüße', list: [1, null] };
const converter = (...payloadCodecs: PayloadCodec[]): LoadedDataConverter => ({
  ...defaultDataConverter,
  payloadCodecs,
});

test('a plain payload is its value', async () => {
  expect(await payloadDecoder(defaultDataConverter)(defaultPayloadConverter.toPayload(VALUE))).toEqual(VALUE);
});

test('codecs are undone last first', async () => {
  const [inner, outer] = [sealing(1), sealing(2)];
  const sealed = await outer.encode(await inner.encode([defaultPayloadConverter.toPayload(VALUE)]));
  expect(await payloadDecoder(converter(inner, outer))(sealed[0] as Payload)).toEqual(VALUE);
});

test('what a codec cannot open is an error, never another value', async () => {
  const decode = payloadDecoder(converter(sealing(3)));
  await expect(decode(defaultPayloadConverter.toPayload(VALUE))).rejects.toThrow('not sealed with 3');
});

test('what lies in external storage is an error where none is configured, never taken for a value', async () => {
  const reference: Payload = {
    metadata: {
      encoding: Buffer.from('json/protobuf'),
      messageType: Buffer.from('temporal.api.sdk.v1.ExternalStorageReference'),
    },
    data: Buffer.from('{}'),
  };
  await expect(payloadDecoder(defaultDataConverter)(reference)).rejects.toThrow(/external storage/);
});

test('what lies in external storage is fetched, then opened by the codecs', async () => {
  const stored = new Map<string, Payload>();
  const driver: StorageDriver = {
    ...{ name: 'shelf', type: 'test' },
    store: async (_context, payloads) =>
      payloads.map(
        (payload) => (stored.set(`${stored.size}`, payload), new StorageDriverClaim({ at: `${stored.size - 1}` })),
      ),
    retrieve: async (_context, claims) => claims.map(({ claimData }) => stored.get(claimData['at'] ?? '') as Payload),
  };
  const externalStorage = new ExternalStorage({ drivers: [driver], payloadSizeThreshold: 0 });
  const sealed = await sealing(1).encode([defaultPayloadConverter.toPayload(VALUE)]);
  const [reference] = await new ExternalStorageRunner(externalStorage).store(sealed);
  expect(reference).not.toEqual(sealed[0]);
  expect(await payloadDecoder({ ...converter(sealing(1)), externalStorage })(reference as Payload)).toEqual(VALUE);
});

test('what has no value is undefined', async () => {
  expect(await payloadDecoder(defaultDataConverter)(defaultPayloadConverter.toPayload(undefined))).toBeUndefined();
});
