/** The plugin: what it adds to a worker's options, what it leaves alone, and what it refuses at start. */
import type { WorkerOptions } from '@temporalio/worker';
import { z } from 'zod';
import { defineTool } from '../../src/activities';
import { claude } from '../../src/worker';
import type { ClaudePlugin } from '../../src/worker/claude-plugin';
import { stepSummariesPath } from '../../src/worker/claude-plugin';

const echo = defineTool({
  name: 'echo',
  description: 'Says it back.',
  effect: 'read',
  input: z.object({}),
  run: async () => 'echo',
});
const plugin = (): ClaudePlugin => claude({ tools: { echo }, apiKey: 'k' });
const configured = (options: Partial<WorkerOptions> = {}): WorkerOptions =>
  plugin().configureWorker({ taskQueue: 'q', ...options });

const key = process.env['ANTHROPIC_API_KEY'];
afterEach(() => {
  if (key === undefined) delete process.env['ANTHROPIC_API_KEY'];
  else process.env['ANTHROPIC_API_KEY'] = key;
});

test('it adds its activities to those of the worker', () => {
  const chargeCard = (): Promise<string> => Promise.resolve('charged');
  const { activities } = configured({ activities: { chargeCard } });
  expect(Object.keys(activities ?? {}).sort()).toEqual([
    ...['callClaude', 'carryTranscript', 'chargeCard', 'checkArguments', 'echo', 'undoEffect', 'verifyOutcome'],
  ]);
  expect((activities as Record<string, unknown>)['chargeCard']).toBe(chargeCard);
});

test('it adds the interceptor that labels steps, beside those of the worker', () => {
  const { interceptors } = configured({
    workflowsPath: '/workflows.js',
    interceptors: { workflowModules: ['/mine.js'] },
  });
  expect([...(interceptors?.workflowModules ?? [])].sort()).toEqual(['/mine.js', stepSummariesPath()].sort());
});

test('it adds no interceptor to a bundle that is made already: there it must be inside', () => {
  const { interceptors } = configured({ workflowBundle: { codePath: '/bundle.js' } });
  expect(interceptors?.workflowModules ?? []).toEqual([]);
});

test('it brings cancellations within two seconds, unless the worker says otherwise', () => {
  expect(configured().maxHeartbeatThrottleInterval).toBe(2_000);
  expect(configured({ maxHeartbeatThrottleInterval: 500 }).maxHeartbeatThrottleInterval).toBe(500);
});

test('it leaves everything else as it was', () => {
  expect(configured({ maxConcurrentActivityTaskExecutions: 3, identity: 'me' })).toMatchObject({
    taskQueue: 'q',
    maxConcurrentActivityTaskExecutions: 3,
    identity: 'me',
  });
});

test.each(['echo', 'callClaude', 'carryTranscript'])(
  'an activity of the worker called `%s` is refused: one of the two would be lost',
  (name) => {
    expect(() => configured({ activities: { [name]: () => Promise.resolve() } })).toThrow(
      `The activities \`${name}\` have the name of a tool or of an activity of dynamic-workflows. Rename them.`,
    );
  },
);

test('a missing key and unusable tools are refused before there is a worker', () => {
  delete process.env['ANTHROPIC_API_KEY'];
  expect(() => claude({ tools: { echo } })).toThrow(
    /^There is no key for Claude: set ANTHROPIC_API_KEY, or pass `apiKey`/,
  );
  expect(() => claude({ tools: { one: echo, two: echo }, apiKey: 'k' })).toThrow(/another tool has the same name/);
});

test('it applies to the bundler likewise, for a bundle that is made ahead of time', () => {
  const { workflowInterceptorModules } = plugin().configureBundler({ workflowsPath: '/workflows.js' });
  expect(workflowInterceptorModules).toEqual([stepSummariesPath()]);
});
