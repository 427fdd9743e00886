import { Client, type Connection } from '@temporalio/client';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { decoderOf } from '../../src/client/payload-reading';

/** Turns every byte around, as a stand-in for encryption. */
const FLIP: PayloadCodec = {
  encode: async (payloads) => payloads.map(flipped),
  decode: async (payloads) => payloads.map(flipped),
};

function flipped(payload: Payload): Payload {
  return { ...payload, data: (payload.data ?? new Uint8Array()).map((byte) => byte ^ 255) };
}

function clientWith(payloadCodecs: PayloadCodec[]): Client {
  return new Client({ connection: { plugins: [] } as unknown as Connection, dataConverter: { payloadCodecs } }); // never called
}

const STORED = flipped(defaultPayloadConverter.toPayload({ secret: 1 }));

test('a payload goes through the codecs of the client', async () => {
  expect(await decoderOf(clientWith([FLIP]))(STORED)).toEqual({ secret: 1 });
});

test('a payload that can not be read tells to use the data converter of the worker', async () => {
  await expect(decoderOf(clientWith([]))(STORED)).rejects.toThrow(/`json\/plain` can't be read.*dataConverter/);
});

test('a payload in external storage that the client was not given is refused, not returned as a reference', async () => {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const metadata = {
    encoding: text('json/protobuf'),
    messageType: text('temporal.api.sdk.v1.ExternalStorageReference'),
  };
  await expect(decoderOf(clientWith([]))({ metadata, data: text('{}') })).rejects.toThrow(/external storage/);
});
