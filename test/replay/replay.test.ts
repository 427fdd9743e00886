import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Conversation } from '../../src/client';
import { recordedRunOf, replayRuns, type RecordedRun, type ReplayedRun } from '../../src/testing';
import { quietRuntime } from '../quiet-runtime';
import { cachedBundle } from '../server/cached-bundle';

jest.setTimeout(300_000); // bundling takes seconds, and on a busy machine a minute

const files = readdirSync(__dirname).filter((name) => name.endsWith('.json'));

/** Which module a recorded run's workflow stands in, by the start of its name. */
const MODULES = {
  complaint: resolve('examples/complaint/workflow.ts'),
  quickstart: resolve('examples/quickstart/workflow.ts'),
  receipt: resolve('examples/receipt/workflow.ts'),
  recipes: resolve('examples/recipes/workflows.ts'),
  lab: resolve('test/server/fixtures/lab-workflows.ts'),
};

describe('histories that were recorded once', () => {
  const bundles = new Map<string, string>();
  beforeAll(async () => {
    quietRuntime();
    const recorded = Object.entries(MODULES).filter(([kind]) => files.some((name) => name.startsWith(`${kind}-`)));
    for (const [kind, path] of recorded) bundles.set(kind, readFileSync((await cachedBundle(path)).codePath, 'utf8'));
  });

  test('are all there, byte for byte', () => {
    const listed = readFileSync(join(__dirname, 'checksums.sha256'), 'utf8').trim().split('\n');
    const found = files.map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(__dirname, name)))
          .digest('hex')}  ${name}`,
    );
    expect(found.sort()).toEqual(listed.sort());
    expect(found.length).toBeGreaterThanOrEqual(3);
  });

  test.each(files)('replay, and give the same conversations, on the code of today: %s', async (name) => {
    const run = readRecorded(name);
    const replayed = await replayOn(bundleFor(name), run);
    expect(replayed).toMatchObject({ workflowId: run.workflowId, problems: [] });
    expect(replayed?.messages).toBeGreaterThan(1);
  });

  test('do not replay on a bundle that gives another id, nor where one message of the conversation is another', async () => {
    const name = files[0]!;
    const run = readRecorded(name);
    const code = bundleFor(name);
    const broken = code.replaceAll('/claude.${', '/claude-${');
    expect(broken).not.toBe(code);
    const replayed = await replayOn(broken, run);
    expect(replayed?.problems).toEqual([
      { of: 'workflow', message: expect.stringMatching(/classifier\.1\/t1\/claude\.0.*does not match/) },
    ]);
    const told = JSON.parse(JSON.stringify(run.transcript)) as { messages: { content: { text?: string }[] }[] }[];
    told[0]!.messages[0]!.content[0]!.text = 'another';
    const other = { ...run, transcript: told as unknown as Conversation[] };
    expect((await replayOn(bundleFor(name), other))?.problems).toEqual([
      { of: 'conversation', message: 'It is not what was exported, at 0.messages.0.content.0.text.' },
    ]);
  });

  function bundleFor(name: string): string {
    const bundle = bundles.get(name.split('-')[0]!);
    if (!bundle) throw new Error(`\`${name}\` does not start with the name of a known module.`);
    return bundle;
  }
});

async function replayOn(code: string, run: RecordedRun): Promise<ReplayedRun | undefined> {
  for await (const replayed of replayRuns([run], { workflowBundle: { code } })) return replayed;
  return undefined;
}

/** As `dw export` writes it, or as the first ones were written. */
function readRecorded(name: string): RecordedRun {
  const document = JSON.parse(readFileSync(join(__dirname, name), 'utf8')) as {
    workflowId?: string;
    conversations?: readonly Conversation[];
  };
  const { workflowId, conversations } = document;
  return {
    ...recordedRunOf(document, name),
    ...(workflowId && { workflowId }),
    ...(conversations && { transcript: conversations }),
  };
}
