/** Files that tools return: to the store if large, words instead of what can't be shown. */
import { artifactId, type ArtifactStore } from '../../src/artifacts';
import { ContentBlocks } from '../../src/activities/tool';
import { withStoredFiles } from '../../src/activities/tool-files';
import { toolResult } from '../../src/activities/tool-output';
import { pdf } from '../artifacts/files';

const kept = new Map<string, Uint8Array>();
const store: ArtifactStore = {
  has: async (id) => kept.has(id),
  get: async (id) => kept.get(id),
  put: async (id, bytes) => void kept.set(id, bytes),
};
const down: ArtifactStore = { ...store, has: () => Promise.reject(new Error('no route')) };
const document = (bytes: Buffer, title = 'Report') => ({
  type: 'document',
  title,
  source: { type: 'base64', media_type: 'application/pdf', data: bytes.toString('base64') },
});
const text = { type: 'text', text: 'Here it is.' };
const large = pdf(2, 100_000);

test('a large document is stored and named by its hash, in the newer format', async () => {
  const returned = await withStoredFiles(new ContentBlocks([text, document(large)]), store, 'read');
  const source = { type: 'artifact', sha256: artifactId(large), media_type: 'application/pdf', bytes: large.length };
  expect(toolResult(returned)).toEqual({ v: 2, content: [text, { type: 'document', title: 'Report', source }] });
  expect(kept.has(artifactId(large))).toBe(true);
});

test('a small one stays where it is, in the format that every worker reads', async () => {
  const returned = await withStoredFiles(new ContentBlocks([document(pdf(1))]), store, 'read');
  expect(toolResult(returned)).toEqual({ v: 1, content: [document(pdf(1))] });
});

test('without a store a large one is left out as ever, and text is never touched', async () => {
  const returned = await withStoredFiles(new ContentBlocks([document(large)]), undefined, 'read');
  expect(toolResult(returned).content).toEqual([{ type: 'text', text: expect.stringMatching(/left out/) as string }]);
  expect(await withStoredFiles('text', store, 'read')).toBe('text');
});

test('what is no file becomes a text that says so', async () => {
  const block = { ...document(Buffer.from([1, 2, 3, 255])), type: 'image' };
  const returned = await withStoredFiles(new ContentBlocks([block]), store, 'read');
  expect(toolResult(returned).content).toEqual([
    { type: 'text', text: expect.stringMatching(/^\[the image can't be shown: The image can't be read/) as string },
  ]);
});

test('a store that is down fails a tool that may run again, and never one that may not', async () => {
  const blocks = new ContentBlocks([document(large)]);
  await expect(withStoredFiles(blocks, down, 'idempotent')).rejects.toThrow('no route');
  expect(toolResult(await withStoredFiles(blocks, down, 'once')).content).toEqual([
    { type: 'text', text: "[the document can't be shown: no route]" },
  ]);
});
