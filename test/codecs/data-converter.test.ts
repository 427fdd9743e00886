import { randomBytes } from 'node:crypto';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow';
import { compression, dataConverterOf, encryption } from '../../src/codecs';
import { payloadDecoder } from '../../src/common/payload-decoding';

const loaded = loadDataConverter(
  dataConverterOf({ codecs: [compression(), encryption({ keys: { a: randomBytes(32) }, current: 'a' })] }),
);

test('compresses before it encrypts, so that what is long stays small, and reads it back', async () => {
  const text = 'the same again and '.repeat(500);
  let payloads = [defaultPayloadConverter.toPayload(text)];
  for (const codec of loaded.payloadCodecs) payloads = await codec.encode(payloads);
  expect(payloads[0]!.data!.length).toBeLessThan(500);
  expect(Buffer.from(payloads[0]!.metadata!['encoding']!).toString()).toBe('binary/encrypted');
  expect(await payloadDecoder(loaded)(payloads[0]!)).toBe(text);
});

test('takes the message and stack of a failure, and of its causes, out of the clear', () => {
  const cause = new Error('a canary in the cause');
  const failure = loaded.failureConverter.errorToFailure(
    ApplicationFailure.create({ message: 'a canary', cause }),
    loaded.payloadConverter,
  );
  const { encodedAttributes, cause: inner, ...clear } = failure;
  expect(JSON.stringify([clear, { ...inner, encodedAttributes: undefined }])).not.toContain('canary');
  expect(loaded.payloadConverter.fromPayload(encodedAttributes!)).toMatchObject({ message: 'a canary' });
});
