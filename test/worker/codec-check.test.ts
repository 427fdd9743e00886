import { randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { compression, dataConverterOf, encryption } from '../../src/codecs';
import { createWorker } from '../../src/worker';
import { requireWorkingCodecs } from '../../src/worker/codec-check';

const shut = encryption({
  keyProvider: async () => {
    throw new Error('the vault is shut');
  },
  current: 'a',
});

test('codecs that work, and none at all, pass; the current key is fetched then', async () => {
  const asked: string[] = [];
  const keyProvider = async (id: string) => (asked.push(id), randomBytes(32));
  const codecs = [compression(), encryption({ keyProvider, current: 'a' })];
  await requireWorkingCodecs(dataConverterOf({ codecs }));
  await requireWorkingCodecs({});
  expect(asked).toEqual(['a']);
});

test('a codec that can not read what it wrote is refused', async () => {
  const oneWay = {
    encode: async (payloads: Payload[]) => payloads,
    decode: async () => {
      throw new Error('no');
    },
  };
  await expect(requireWorkingCodecs({ payloadCodecs: [oneWay] })).rejects.toThrow(/write a payload and read it again/);
});

test('a worker whose current key is out of reach does not start, and says why', async () => {
  const options = {
    taskQueue: 'q',
    workflowsPath: require.resolve('../server/fixtures/lab-workflows'),
    tools: {},
    apiKey: 'test',
    address: '127.0.0.1:1',
  };
  const starting = createWorker({ ...options, dataConverter: dataConverterOf({ codecs: [shut] }) });
  await expect(starting).rejects.toThrow(/codecs of `dataConverter` can't write a payload.*the vault is shut/);
});
