/** Files put back into a conversation right before it is sent, and what happens where they are not to be had. */
import { ArtifactReader } from '../../src/activities/artifact-reader';
import { artifactId, type ArtifactStore } from '../../src/artifacts';
import type { Block, Message } from '../../src/common/wire';

const picture = Buffer.from('a picture');
const words = Buffer.from('many words');
const kept = new Map([picture, words].map((bytes) => [artifactId(bytes), bytes]));
let reads = 0;
const store: ArtifactStore = {
  put: async () => undefined,
  has: async (id) => kept.has(id),
  get: async (id) => {
    reads++;
    return kept.get(id);
  },
};
const blockOf = (type: string, bytes: Buffer, media_type: string): Block => ({
  type,
  source: { type: 'artifact', sha256: artifactId(bytes), media_type, bytes: bytes.length },
});
const user = (...content: Block[]): Message => ({ role: 'user', content });

beforeEach(() => (reads = 0));

test('a conversation without files is the same object', async () => {
  const messages = [user({ type: 'text', text: 'Hi' })];
  expect(await new ArtifactReader(undefined).resolve(messages)).toBe(messages);
});

test('bytes take the place of hashes, also inside tool results, and are read once', async () => {
  const reader = new ArtifactReader(store);
  const image = blockOf('image', picture, 'image/png');
  const result: Block = { type: 'tool_result', tool_use_id: 't', content: [image] };
  const messages = [user(image, blockOf('document', words, 'text/plain')), user(result)];
  const sent = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: picture.toString('base64') } };
  const text = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'many words' } };
  expect(await reader.resolve(messages)).toEqual([user(sent, text), user({ ...result, content: [sent] })]);
  await reader.resolve(messages);
  expect(reads).toBe(2);
});

test.each<[string, ArtifactStore | undefined, Buffer, object]>([
  ['a worker without a store', undefined, picture, { type: 'ArtifactMissing', nonRetryable: false }],
  ['a file that is gone', store, Buffer.from('gone'), { type: 'ArtifactMissing', nonRetryable: true }],
  ['other bytes', { ...store, get: async () => words }, picture, { type: 'ArtifactMissing', nonRetryable: true }],
  [
    'a store that does not answer',
    { ...store, get: () => Promise.reject(new Error('no route')) },
    picture,
    { type: 'ArtifactStoreUnavailable', nonRetryable: false, details: [{ waitsFor: 'artifacts' }] },
  ],
])('%s is told', async (_title, from, bytes, failure) => {
  const resolving = new ArtifactReader(from).resolve([user(blockOf('image', bytes, 'image/png'))]);
  await expect(resolving).rejects.toMatchObject(failure);
});
