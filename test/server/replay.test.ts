import { readFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { say, use } from '../../src/testing';
import { claude } from '../../src/worker';
import { cachedBundle } from './cached-bundle';
import * as tools from './fixtures/lab-tools';
import { openLab, type Lab } from './lab';

/** What replay needs: the workflows and the plugin, no server and no Claude. */
const offline = async (): Promise<ReplayWorkerOptions & { workflowBundle: { codePath: string } }> => ({
  workflowBundle: await cachedBundle(require.resolve('./fixtures/lab-workflows')),
  plugins: [claude({ tools, apiKey: 'test', baseURL: 'http://127.0.0.1:1' })],
});

const go = { prompt: 'Go.' };
const two = { toolUses: [1, 2].map((size) => ({ name: 'read', input: { size } })) };

describe('a recorded history', () => {
  let lab: Lab;
  let twins: { workflowId: string; history: unknown }[] = [];
  let history: Awaited<ReturnType<ReturnType<Lab['client']['temporal']['workflow']['getHandle']>['fetchHistory']>>;
  const recorded: { workflowId: string; history: unknown }[] = [];

  const record = async (workflowId: string): Promise<void> => {
    history = await lab.client.temporal.workflow.getHandle(workflowId).fetchHistory();
    recorded.push({ workflowId, history });
  };

  beforeAll(async () => {
    lab = await openLab();
    const wide = {
      toolUses: Array.from({ length: 20 }, (_, size) => ({ name: 'read', input: { size } })),
      outputTokens: 100,
    };
    for (const script of [
      [two, wide, say('Done.')],
      [
        use('fail', { times: 9, how: 'throw' }),
        use('rewind', {}),
        use('echo', { text: 'x' }, { fault: 'max_tokens_in_tool' }),
        say('Done.'),
      ],
      [say('', { fault: 'empty' }), say('', { fault: 'refusal' })],
    ]) {
      await record((await lab.run('work', go, script)).id);
    }
    await record((await lab.run('judgeIt', go, [say('wrong'), say('{"label":"bad","score":0}')])).id);
    await record(
      (
        await lab.run('workTogether', { first: go, second: go }, ({ body }) =>
          body.messages.length > 1 ? say('Done.') : use('echo', { text: 'x' }),
        )
      ).id,
    );
    for (const second of ['echo', 'answer']) {
      const asks = [{ prompt: 'echo' }, { prompt: second }];
      const { id } = await lab.run('workWithin', { limits: {}, asks }, ({ body: { messages } }) =>
        messages.length === 1 && JSON.stringify(messages).includes('echo') ? use('echo', { text: 'x' }) : say('Done.'),
      );
      await record(id);
    }
    twins = recorded.splice(-2);
    const cancelled = await lab.start('work', go, [use('wait', { ms: 60_000 })]);
    for await (const step of cancelled.follow({ started: true })) if (step.name === 'wait') break;
    await cancelled.cancel();
    await cancelled.result().catch(() => undefined);
    await record(cancelled.id);
    await lab.close();
  }, 90_000);

  test('of every kind replays without a server', async () => {
    expect(recorded).toHaveLength(6);
    const results: unknown[] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories(await offline(), recorded))
      results.push({ workflowId, error });
    expect(results).toEqual(recorded.map(({ workflowId }) => ({ workflowId, error: undefined })));
  }, 60_000);

  test('in which one activity has another id does not: ids are part of what is replayed', async () => {
    const json = historyToJSON(history);
    const changed = json.replace('worker.1/t1/0.', 'worker.1/t1/9.');
    expect(changed).not.toBe(json);
    await expect(Worker.runReplayHistory(await offline(), JSON.parse(changed), 'work:changed')).rejects.toThrow(
      DeterminismViolationError,
    );
    await expect(Worker.runReplayHistory(await offline(), JSON.parse(json), 'work:unchanged')).resolves.toBeUndefined();
  }, 60_000);

  test('whose agents of one name are asked in another order replays: each goes on as the other, unnoticed', async () => {
    const { workflowBundle, ...rest } = await offline();
    const built = readFileSync(workflowBundle.codePath, 'utf8');
    const code = built.replace('all(asks.map(', 'all([...asks].reverse().map(');
    expect(code).not.toBe(built);
    const problems = [];
    for await (const { error } of Worker.runReplayHistories({ ...rest, workflowBundle: { code } }, twins)) {
      problems.push(error?.name);
    }
    expect(problems).toEqual([undefined, undefined]);
  }, 60_000);
});
