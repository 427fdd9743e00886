/** The workflows room as Temporal bundles it: small, free of what belongs into the worker, and it loads and replays. */
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { z } from 'zod';
import { defineTool } from '../../src/activities';
import { bundleWorkflows, claude } from '../../src/worker';
import { quietRuntime, silent } from '../quiet-runtime';
import { SyntheticHistory } from './synthetic-history';

const WORKFLOWS = require.resolve('../server/fixtures/lab-workflows');

/** zod (0.9 MB, all of it), Temporal's workflow library, Ed25519 and our own room: 2.15 MB without the source map, and 5 %. More means that something else came along. */
const MAX_BUNDLE_BYTES = 2_260_000;

let bundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  quietRuntime(silent);
  bundle = await bundleWorkflows(WORKFLOWS);
}, 120_000);

const usage = {
  inputTokens: 1,
  outputTokens: 1,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
};
const reply = (content: object[], more: object = {}): object => ({
  v: 1,
  content,
  stopReason: 'end_turn',
  model: 'm',
  requestId: 'r',
  usage,
  costNanoUsd: 3,
  unaccountedNanoUsd: 0,
  calls: [],
  ...more,
});
const judged = (label: string): object[] => [{ type: 'text', text: `{"label":"${label}","score":3}` }];
const replay = (history: Parameters<typeof Worker.runReplayHistory>[1]): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle: bundle }, history, 'w');

describe('the bundle', () => {
  test('holds no module that belongs into the worker', () => {
    const modules = [...bundle.code.matchAll(/^\/\*\*\*\/ "(.+?)":?$/gm)].map(([, name]) => name);
    expect(modules.length).toBeGreaterThan(50);
    expect(
      modules.filter((name) =>
        /@anthropic-ai|@temporalio\/(worker|client|activity)|lru-cache|\/src\/(activities|worker|client|cli|testing)\//.test(
          name ?? '',
        ),
      ),
    ).toEqual([]);
  });

  test('is not larger than its libraries explain', () => {
    expect(withoutSourceMap(bundle.code)).toBeLessThan(MAX_BUNDLE_BYTES);
  });

  test('holds the interceptor that labels steps, made by hand with the plugin, too', async () => {
    expect(bundle.code).toContain('step-summaries');
    const echo = defineTool({
      name: 'echo',
      description: 'x',
      effect: 'read',
      input: z.object({}),
      run: async () => 'x',
    });
    const byPlugin = await bundleWorkflowCode({
      workflowsPath: WORKFLOWS,
      plugins: [claude({ tools: { echo }, apiKey: 'k' })],
      logger: quiet,
    });
    expect(byPlugin.code).toContain('step-summaries');
  }, 120_000);
});

describe('a replay without a server', () => {
  test('takes a history of today', async () => {
    const history = new SyntheticHistory('judgeIt', { prompt: 'Judge.' })
      .activity('judge.1/t1/claude.0', 'callClaude', reply(judged('good'), { offer: { tools: [] } }))
      .complete({});
    await expect(replay(history)).resolves.toBeUndefined();
  }, 60_000);

  test('takes one with a repair, a dropped reply and a tool', async () => {
    const use = { type: 'tool_use', id: 'toolu_1', name: 'echo', input: { text: 'hi' } };
    const history = new SyntheticHistory('work', { prompt: 'Work.' })
      .activity(
        'worker.1/t1/claude.0',
        'callClaude',
        reply([], {
          malformed: 'two tool calls have the same id',
          offer: { tools: [{ name: 'echo', description: 'd', inputSchema: {}, effect: 'read', timeoutMs: 60_000 }] },
        }),
      )
      .activity(
        'worker.1/t1/claude.1',
        'callClaude',
        reply([use], { stopReason: 'tool_use', calls: [{ id: 'toolu_1', hash: 'h' }] }),
      )
      .activity('worker.1/t1/0.toolu_1.0', 'echo', { v: 1, content: 'hi' })
      .activity('worker.1/t2/claude.0', 'callClaude', reply([]))
      .activity('worker.1/t3/claude.0', 'callClaude', reply([{ type: 'text', text: 'Done.' }]))
      .complete({});
    await expect(replay(history)).resolves.toBeUndefined();
  }, 60_000);

  test.each([
    ['another turn', 'judge.1/t2/claude.0', 'callClaude'],
    ['another format of ids', 'judge/1/claude', 'callClaude'],
    ['another activity', 'judge.1/t1/claude.0', 'askClaude'],
  ])(
    'tells a history with %s from one that this code made',
    async (_title, activityId, name) => {
      const history = new SyntheticHistory('judgeIt', { prompt: 'Judge.' })
        .activity(activityId, name, reply(judged('good')))
        .complete({});
      await expect(replay(history)).rejects.toBeInstanceOf(DeterminismViolationError);
    },
    60_000,
  );
});

const quiet = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // Nothing: a bundle that fails throws.
}

function withoutSourceMap(code: string): number {
  return Buffer.byteLength(code.replace(/\/\/# sourceMappingURL=.*$/m, ''));
}
