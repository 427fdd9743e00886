/** Pictures and documents through whole runs: history holds their names, requests their bytes, budgets their cost. */
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artifactId, attach, directoryArtifacts, type ArtifactStore, type Attachment } from '../../src/artifacts';
import type { Block } from '../../src/common/wire';
import { say, use } from '../../src/testing';
import { usd, type Outcome } from '../../src/workflows';
import { noise, pdf } from '../artifacts/files';
import { historyOf } from './history';
import { openLab, type Lab } from './lab';

const folder = mkdtempSync(join(tmpdir(), 'dw-artifacts-'));
const directory = directoryArtifacts(folder);
let isDown = false;
const artifacts: ArtifactStore = {
  ...directory,
  get: (id) => (isDown ? Promise.reject(new Error('no route')) : directory.get(id)),
};

let lab: Lab;
let photo: Attachment;
beforeAll(async () => {
  lab = await openLab({ worker: { artifacts } });
  photo = await attach(await noise(900, 900), { store: artifacts });
}, 60_000);
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

const about = (file: Attachment, more: object = {}) => ({
  ...{ prompt: 'What is it?', data: [{ source: 'customer', file }] },
  ...more,
});
const filesIn = (content: unknown): Block[] =>
  Array.isArray(content)
    ? (content as Block[]).flatMap((block) => (block['source'] ? [block] : filesIn(block['content'])))
    : [];
const bytesOf = (block: Block): Buffer => Buffer.from((block['source'] as { data: string }).data, 'base64');

test('Claude sees a picture that came in and one that a tool drew, in every turn; history names them only', async () => {
  const ran = await lab.run('look', about(photo), [
    use('draw', { edge: 3_000 }),
    use('draw', { edge: 9 }),
    say('Noise.'),
  ]);
  expect(ran.result).toMatchObject({ kind: 'answer', output: 'Noise.' });
  const shown = ran.requests.map(({ body }) => body.messages.flatMap(({ content }) => filesIn(content)));
  expect(shown.map((files) => files.length)).toEqual([1, 2, 3]);
  expect(shown.map(([first]) => artifactId(bytesOf(first!)))).toEqual(
    Array<string>(3).fill((photo.source as { sha256: string }).sha256),
  );
  const [, , last] = shown;
  expect(bytesOf(last![1]!)).toEqual(bytesOf(shown[1]![1]!));
  const bytes = JSON.stringify(await historyOf(lab, ran.id)).length;
  expect(bytesOf(last![1]!).length).toBeGreaterThan(500_000);
  expect(bytes).toBeLessThan(100_000);
  const [conversation] = await lab.client.transcript(ran.id);
  const named = conversation!.messages.flatMap(({ content }) => filesIn(content));
  expect(named.map(({ source }) => (source as { type: string }).type)).toEqual(['artifact', 'artifact', 'base64']);
}, 60_000);

test('twenty-five large pictures fit into one request, since each was made small when it came', async () => {
  const drawing = use('draw', { edge: 2_001, isPlain: true });
  const { result } = await lab.run('look', about(photo), [...Array.from({ length: 24 }, () => drawing), say('White.')]);
  expect(result).toMatchObject({ kind: 'answer', output: 'White.' });
}, 60_000);

test('pictures beyond what a request may hold end the conversation like a full context', async () => {
  const script = () => use('draw', { edge: 2_000 });
  const { result, requests } = await lab.run('look', about(photo), script);
  expect(result).toMatchObject({ kind: 'contextFull', turns: requests.length });
  expect(requests.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
}, 60_000);

test('a PDF is counted by the API before it is sent, and what does not fit the budget is not', async () => {
  const file = await attach(pdf(100, 20_000), { store: artifacts });
  const poor = await lab.run('look', about(file, { budget: usd(1) }), []);
  expect(poor.result).toMatchObject({ kind: 'budget', costNanoUsd: 0 });
  expect(poor.requests).toEqual([]);
  const rich = await lab.run('look', about(file, { budget: usd(3) }), [say('Empty pages.')]);
  expect(rich.result).toMatchObject({ kind: 'answer', costNanoUsd: rich.costNanoUsd });
  expect(rich.costNanoUsd).toBeGreaterThan(usd(1));
}, 60_000);

test('a file that is gone fails the step in words, and nothing is sent', async () => {
  const file = await attach(pdf(1, 30_000), { store: artifacts });
  const { sha256 } = file.source as { sha256: string };
  renameSync(join(folder, sha256.slice(0, 2), sha256), join(folder, 'elsewhere'));
  const seen = lab.account();
  const run = await lab.start('look', about(file), []);
  const failure: unknown = await run.result().catch((error: Error & { cause?: unknown }) => error.cause);
  expect(String((failure as { cause?: unknown }).cause ?? failure)).toMatch(
    `The file \`${sha256}\` (application/pdf, `,
  );
  expect(seen().requests).toEqual([]);
  expect(readdirSync(folder)).toContain('elsewhere');
}, 60_000);

test('a store that is away is asked again, and the run goes on when it is back', async () => {
  const file = await attach(pdf(1, 40_000), { store: artifacts });
  isDown = true;
  const run = await lab.start('look', about(file), [say('Seen.')]);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  isDown = false;
  expect((await run.result()) as Outcome<string>).toMatchObject({ kind: 'answer', output: 'Seen.' });
  const { steps } = await lab.client.ledger(run.id);
  expect(steps.find(({ name }) => name === 'Claude')?.attempts).toBeGreaterThan(1);
}, 60_000);

test.each<[string, unknown, RegExp]>([
  ['what is no file', { name: 'photo.jpg' }, /can't be shown to Claude: it is not what `attach`/],
  [
    'a hash that is none',
    { type: 'image', source: { type: 'artifact', media_type: 'image/png', sha256: '..', bytes: 1 } },
    /neither an artifact nor data/,
  ],
])(
  '%s is refused before anything is asked',
  async (_title, file, message) => {
    const run = await lab.start('look', about(file as Attachment), []);
    const error = (await run.result().catch((thrown: unknown) => thrown)) as { cause: Error };
    expect(error.cause.message).toMatch(message);
  },
  30_000,
);
