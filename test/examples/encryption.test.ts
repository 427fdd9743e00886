/** The data converters of the encryption example read and write what their page says. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPayloadConverter, type DataConverter, type Payload } from '@temporalio/common';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow';
import { converterOf } from '../../src/cli/config';
import { payloadDecoder } from '../../src/common/payload-decoding';

const folder = mkdtempSync(join(tmpdir(), 'dw-encryption-example-'));
const environment = { ...process.env };
let converters: Record<'converter' | 'rotated' | 'keys-on-demand', DataConverter>;

beforeAll(() => {
  const key = randomBytes(32).toString('base64');
  writeFileSync(join(folder, 'data-key-2026-11'), `${key}\n`);
  const newer = randomBytes(32).toString('base64');
  Object.assign(process.env, { DATA_KEY_2026_11: key, DATA_KEY_2027_02: newer, SECRETS: folder });
  converters = {
    converter: converterOf(require.resolve('../../examples/encryption/converter'))!,
    rotated: converterOf(require.resolve('../../examples/encryption/rotated'))!,
    'keys-on-demand': converterOf(require.resolve('../../examples/encryption/keys-on-demand'))!,
  };
});
afterAll(() => {
  process.env = environment;
  rmSync(folder, { recursive: true });
});

async function written(name: keyof typeof converters): Promise<Payload> {
  let payloads = [defaultPayloadConverter.toPayload('a secret')];
  for (const codec of converters[name].payloadCodecs ?? []) payloads = await codec.encode(payloads);
  return payloads[0]!;
}
const read = (name: keyof typeof converters, payload: Payload): Promise<unknown> =>
  payloadDecoder(loadDataConverter(converters[name]))(payload);

test('keys from a table and keys on demand are one and the same', async () => {
  expect(await read('keys-on-demand', await written('converter'))).toBe('a secret');
  expect(await read('converter', await written('keys-on-demand'))).toBe('a secret');
});

test('after the rotation both keys read, and who has the old one alone is told so', async () => {
  expect(await read('rotated', await written('converter'))).toBe('a secret');
  expect(await read('rotated', await written('rotated'))).toBe('a secret');
  await expect(read('converter', await written('rotated'))).rejects.toThrow(/needs the encryption key `2027-02`/);
});
