/** The body of a codec server's requests and answers: payloads as protobuf writes them in JSON, bytes in base64. */
import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';

const Body = z.object({
  payloads: z.array(
    z.object({ metadata: z.record(z.string(), z.string()).nullish(), data: z.string().nullish() }).loose(),
  ),
});

/** A body with payloads. */
export type CodecBody = z.infer<typeof Body>;
type WirePayload = CodecBody['payloads'][number];

/** Temporal's own encodings. A payload in one of them is in the clear already: a marker of its core, for instance. */
const PLAIN: ReadonlySet<string> = new Set([
  ...['binary/null', 'binary/plain', 'binary/protobuf', 'json/plain', 'json/protobuf'],
]);

/** Encodes all payloads of a body, in the order of the codecs. */
export async function encodeBody(text: string, codecs: readonly PayloadCodec[]): Promise<CodecBody> {
  let payloads = Body.parse(JSON.parse(text)).payloads.map(fromWire);
  for (const codec of codecs) payloads = await codec.encode(payloads);
  return { payloads: payloads.map(toWire) };
}

/** Decodes them, last codec first; what is in the clear goes back as it came. */
export async function decodeBody(text: string, codecs: readonly PayloadCodec[]): Promise<CodecBody> {
  const { payloads } = Body.parse(JSON.parse(text));
  return { payloads: await Promise.all(payloads.map((payload) => decoded(payload, codecs))) };
}

async function decoded(wire: WirePayload, codecs: readonly PayloadCodec[]): Promise<WirePayload> {
  let payloads = [fromWire(wire)];
  if (PLAIN.has(encodingOf(payloads[0]))) return wire;
  for (const codec of codecs.toReversed()) payloads = await codec.decode(payloads);
  return payloads[0] ? toWire(payloads[0]) : wire;
}

function encodingOf(payload: Payload | undefined): string {
  return Buffer.from(payload?.metadata?.['encoding'] ?? []).toString();
}

function fromWire({ metadata, data }: WirePayload): Payload {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value, 'base64')] as const);
  return { metadata: Object.fromEntries(entries), data: Buffer.from(data ?? '', 'base64') };
}

function toWire({ metadata, data }: Payload): WirePayload {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, inBase64(value)] as const);
  return { metadata: Object.fromEntries(entries), data: inBase64(data ?? new Uint8Array()) };
}

function inBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
