/** What makes two calls of an idempotent tool the same: the call itself, or what its `key` says of the arguments. */
import type { Info } from '@temporalio/activity';
import { z } from 'zod';
import { defineTool, type Tool } from '../../src/activities';
import { FAILURE } from '../../src/common/failure-type';
import type { JsonObject } from '../../src/common/json';
import { attempt, failureOf, type ToolStart } from './tool-rig';

type Args = { order: string; note?: string | undefined };

function refund(key: 'call' | ((args: Args) => string), name = 'refund'): Tool {
  const input = z.object({ order: z.string(), note: z.string().optional() });
  return defineTool({
    name,
    description: 'Refunds.',
    effect: 'idempotent',
    key,
    input,
    run: async (_args, { idempotencyKey }) => idempotencyKey,
  });
}

async function keyOf(tool: Tool, args: JsonObject = { order: '7' }, start: ToolStart = {}): Promise<unknown> {
  return (await attempt(tool, args, start)).result?.content;
}

const run = (workflowId: string, runId: string, workflowNamespace = 'default'): { info: Partial<Info> } => ({
  info: { workflowExecution: { workflowId, runId }, workflowNamespace },
});

describe('a key by the call', () => {
  const tool = refund('call');

  test('is the same for every attempt, and after a reset or continue-as-new, which keep the first run', async () => {
    const key = await keyOf(tool, { order: '7' }, run('w', 'r1'));
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await keyOf(tool, { order: '7' }, { info: { ...run('w', 'r1').info, attempt: 3 } })).toBe(key);
    expect(await keyOf(tool, { order: '7' }, run('w', 'r2'))).toBe(key);
  });

  test('differs for another call, first run, workflow or namespace', async () => {
    const keys = await Promise.all([
      keyOf(tool, { order: '7' }, run('w', 'r')),
      keyOf(tool, { order: '7' }, { ...run('w', 'r'), call: { toolUseId: 'toolu_2' } }),
      keyOf(tool, { order: '7' }, { ...run('w', 'r'), call: { firstRunId: 'other' } }),
      keyOf(tool, { order: '7' }, run('w2', 'r')),
      keyOf(tool, { order: '7' }, run('w', 'r', 'other')),
    ]);
    expect(new Set(keys).size).toBe(5);
  });

  test('is the identity of the call for tools without a key, too', async () => {
    const read = defineTool({
      name: 'read',
      description: 'Reads.',
      effect: 'read',
      input: z.object({}),
      run: async (_args, { idempotencyKey }) => idempotencyKey,
    }) as unknown as Tool;
    expect(await keyOf(read, {})).toBe(await keyOf(tool));
  });
});

describe('a key by the arguments', () => {
  const tool = refund(({ order }) => order);

  test('is the same in every run and under whatever tool use id, if it says the same', async () => {
    const key = await keyOf(tool, { order: '7' }, run('w', 'r'));
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    const others = await Promise.all([
      keyOf(tool, { order: '7', note: 'again' }, run('w', 'r')),
      keyOf(tool, { order: '7' }, { ...run('w2', 'r2'), call: { toolUseId: 'toolu_2', firstRunId: 'other' } }),
    ]);
    expect(others).toEqual([key, key]);
  });

  test('differs for what it says otherwise, for another tool and in another namespace', async () => {
    const keys = await Promise.all([
      keyOf(tool),
      keyOf(tool, { order: '8' }),
      keyOf(refund(({ order }) => order, 'credit')),
      keyOf(tool, { order: '7' }, run('w', 'r', 'other')),
      keyOf(refund('call')),
    ]);
    expect(new Set(keys).size).toBe(5);
  });

  test.each([
    ['empty', () => ''],
    ['no text', () => undefined as unknown as string],
  ])('that is %s is refused for good, and nothing is run', async (_title, key) => {
    const failure = failureOf(await attempt(refund(key), { order: '7' }));
    expect(failure).toMatchObject({ type: FAILURE.toolFailed, nonRetryable: true });
    expect(failure.message).toContain(`must return a text that is not empty, and returned \`${String(key())}\``);
  });
});
