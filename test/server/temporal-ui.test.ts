import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { runDw } from '../../src/cli/program';
import { connect } from '../../src/client';
import { say, use } from '../../src/testing';
import { recordedTerminal } from '../cli/recorded-terminal';
import { openLab, type Lab } from './lab';
import { livePageOf } from './live-page-of';

const POLL_MS = 50;

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

/** The ids that a list query finds, once it finds some. */
async function found(query: string, id: string): Promise<void> {
  for (;;) {
    for await (const { workflowId } of lab.client.temporal.workflow.list({ query })) if (workflowId === id) return;
    await pause(POLL_MS);
  }
}

test('a run is summed up at its start, and its page tells how it went', async () => {
  const run = await lab.start('work', { prompt: 'Go.', budget: 500_000_000 }, [
    use('echo', { text: 'hi' }),
    say('Done.'),
  ]);
  await run.result();
  const { staticDetails, staticSummary } = await lab.client.temporal.workflow
    .getHandle(run.id)
    .describe()
    .then(async (described) => ({
      staticDetails: await described.staticDetails(),
      staticSummary: await described.staticSummary(),
    }));
  expect(staticSummary).toBe(run.id);
  expect(staticDetails).toContain(`dw show ${run.id}`);
  const page = await livePageOf(lab, run);
  expect(page).toMatch(/^\*\*completed\*\*\n/);
  expect(page).toContain('| 1 worker t1 | Claude | reply | done |');
  expect(page).toContain('| 1 worker t1 | Claude | echo | done |');
  expect(page).toMatch(
    /- worker: USD 0\.\d+ of USD 0\.5000 \(USD 0\.\d+ left\), 2 of 120 turns \(118 left\), ended with answer$/,
  );
}, 30_000);

test('runs are found by how they ended and by what waits', async () => {
  const done = await lab.run('work', { prompt: 'Go.' }, [say('Done.')]);
  await found(`DwKind = "work" AND DwOutcome = "answer" AND DwTurns = 1 AND DwCostUsd > 0`, done.id);
  await found(`DwModel = "claude-opus-5-5" AND DwStage = "worker" AND DwNeedsPerson = false`, done.id);
  const waiting = await lab.start('work', { prompt: 'Go.' }, [{ ...say('Done.'), fault: 'unauthorized' }]);
  await found('DwNeedsPerson = true AND DwModel = "claude-opus-5-5" AND ExecutionStatus = "Running"', waiting.id);
  await found('DwOutcome = "none" AND ExecutionStatus = "Running"', waiting.id);
  expect(await livePageOf(lab, waiting)).toContain(
    '**1 worker t1 waits**: the key is refused. To answer: Update resume',
  );
  await waiting.resume();
  await waiting.result();
  await found('DwNeedsPerson = false AND DwOutcome = "answer"', waiting.id);
}, 30_000);

test('a failed run says so', async () => {
  const run = await lab.start('sayMuch', { prompt: 'Go.' }, [say('Never said.')]);
  await expect(run.result()).rejects.toThrow(WorkflowFailedError);
  expect(await livePageOf(lab, run)).toMatch(/^\*\*failed\*\*\n[^]*\| reply \| failed \|/);
  await found('DwKind = "sayMuch" AND DwOutcome = "failed" AND ExecutionStatus = "Failed"', run.id);
}, 30_000);

test('a namespace without the attributes starts and ends runs all the same, and `dw setup` creates them', async () => {
  const namespace = 'bare';
  await lab.client.temporal.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never }, // protobufjs takes a number for a Long
  });
  const environment = { ...process.env };
  Object.assign(process.env, { TEMPORAL_ADDRESS: lab.server.address, TEMPORAL_NAMESPACE: namespace });
  try {
    await lab.addWorker({ namespace });
    const client = await connect();
    lab.simulator.setScript([say('Done.')]);
    const run = await client.start('work', { id: 'work:bare', taskQueue: lab.taskQueue, input: { prompt: 'Go.' } });
    expect(await run.result()).toMatchObject({ kind: 'answer' });
    await client.close();
    for (const words of [/DwKind created/, /DwKind was there/]) {
      const terminal = recordedTerminal();
      expect(await runDw(['setup'], terminal)).toBe(0);
      expect(terminal.written.join('\n')).toMatch(words);
    }
  } finally {
    process.env = environment;
  }
}, 60_000);

test('an id that would break the links of the UI is refused', async () => {
  const start = lab.client.start('work', { id: 'work/4711', taskQueue: lab.taskQueue, input: { prompt: '' } });
  await expect(start).rejects.toThrow(/`work\/4711` can't be used in links .* `work:4711`/);
});
