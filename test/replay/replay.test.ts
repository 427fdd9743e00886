import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultDataConverter, type LoadedDataConverter } from '@temporalio/common';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { conversationsOf } from '../../src/client/conversations';
import { payloadDecoder } from '../../src/common/payload-decoding';
import { bundleWorkflows } from '../../src/worker';
import type { RecordedRun } from './record';

const files = readdirSync(__dirname).filter((name) => name.endsWith('.json'));
const converter: LoadedDataConverter = loadDataConverter(defaultDataConverter);

/** Which module a recorded run's workflow stands in, by the start of its name. */
const MODULES = {
  complaint: resolve('examples/complaint/workflow.ts'),
  lab: resolve('test/server/fixtures/lab-workflows.ts'),
};

describe('histories that were recorded once', () => {
  const bundles = new Map<string, WorkflowBundleWithSourceMap>();
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    for (const [kind, path] of Object.entries(MODULES)) bundles.set(kind, await bundleWorkflows(path));
  }, 60_000);

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

  test.each(files)('replay on the code of today: %s', async (name) => {
    const { history, workflowId } = readRecorded(name);
    await Worker.runReplayHistory({ workflowBundle: bundleFor(name) }, history, workflowId);
  });

  test.each(files)('give the same conversations to the code of today: %s', async (name) => {
    const { history, conversations } = readRecorded(name);
    const { events } = historyFromJSON(history);
    const rebuilt = await conversationsOf(inOrder(events ?? []), payloadDecoder(converter));
    expect(JSON.parse(JSON.stringify(rebuilt))).toEqual(conversations);
  });

  test('do not replay when an activity id has changed', async () => {
    const name = files[0]!;
    const { history, workflowId } = readRecorded(name);
    const text = JSON.stringify(history);
    expect(text).toContain('/t1/claude.0"');
    const changed: unknown = JSON.parse(text.replaceAll('/t1/claude.0"', '/t1/claude-0"'));
    const replaying = Worker.runReplayHistory({ workflowBundle: bundleFor(name) }, changed, workflowId);
    await expect(replaying).rejects.toThrow(/[Nn]ondeterminism/);
  });

  function bundleFor(name: string): WorkflowBundleWithSourceMap {
    const bundle = bundles.get(name.split('-')[0]!);
    if (!bundle) throw new Error(`\`${name}\` does not start with the name of a known module.`);
    return bundle;
  }
});

function readRecorded(name: string): RecordedRun {
  return JSON.parse(readFileSync(join(__dirname, name), 'utf8')) as RecordedRun;
}

async function* inOrder<T>(events: readonly T[]): AsyncGenerator<T> {
  yield* events;
}
