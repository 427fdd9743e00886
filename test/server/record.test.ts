/** What a release records: a run of every example by the packed package, which replays and reads here. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { readRecordedRun, replayRuns } from '../../src/testing';
import { quietRuntime } from '../quiet-runtime';
import { cachedBundle } from './cached-bundle';

const EXAMPLES = ['complaint', 'quickstart', 'receipt', 'recipes'];
const WORKFLOWS: Readonly<Record<string, string>> = { recipes: 'recipes/workflows.ts' };

const folder = mkdtempSync(join(tmpdir(), 'dw-record-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const record = () => promisify(execFile)(process.execPath, ['lib/test/replay/record.js', '--to', folder]);

test('a run of every example is recorded once, and replays on its workflows with its conversations', async () => {
  quietRuntime();
  await record();
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect([...new Set(files.map((name) => name.split('-')[0]))].sort()).toEqual(EXAMPLES);
  expect(readFileSync(join(folder, 'checksums.sha256'), 'utf8').trim().split('\n')).toHaveLength(files.length);
  for (const example of EXAMPLES) {
    const workflowBundle = await cachedBundle(resolve('examples', WORKFLOWS[example] ?? `${example}/workflow.ts`));
    const runs = files.filter((name) => name.startsWith(example)).map((name) => readRecordedRun(join(folder, name)));
    for await (const { problems, conversations } of replayRuns(await Promise.all(runs), { workflowBundle })) {
      expect(problems).toEqual([]);
      expect(conversations).toBeGreaterThan(0);
    }
  }
  await expect(record()).rejects.toThrow(/has been recorded before .* Raise the version first/);
}, 600_000);
