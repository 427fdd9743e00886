/** What all runs of a worker share: executed once, and as good as a copy of one's own. */
import { Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/worker';
import { sharingModules } from '../../src/worker/shared-modules';
import { quietRuntime, silent } from '../quiet-runtime';
import { SyntheticHistory } from './synthetic-history';
import { zodAtWork } from './zod-workflows';

const WORKFLOWS = require.resolve('./zod-workflows');

test('runs share one zod, which does what it does outside, in each of them', async () => {
  quietRuntime(silent);
  const workflowBundle = await bundleWorkflows(WORKFLOWS);
  const copies = [...workflowBundle.code.matchAll(/^\/\*\*\*\/ "(.+?\/zod\/)index.[cm]?js":?$/gm)];
  expect(copies).toHaveLength(1);
  const histories = ['first', 'second'].map((workflowId, before) => ({
    workflowId,
    history: new SyntheticHistory('usesZod', { outside: zodAtWork(), runs: before + 1 }).complete(undefined),
  }));
  const replayed: unknown[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories))
    replayed.push([workflowId, error?.message]);
  expect(replayed).toEqual([
    ['first', undefined],
    ['second', undefined],
  ]);
}, 120_000);

test("a worker's own preloaded modules and changes of webpack's configuration stay", () => {
  const options = sharingModules({
    workflowsPath: WORKFLOWS,
    preloadModules: ['mine'],
    webpackConfigHook: (config) => ({ ...config, mode: 'production', resolve: { alias: { mine: '/mine.js' } } }),
  });
  expect(options.preloadModules).toEqual([
    'mine',
    expect.stringContaining('shared-ed25519'),
    expect.stringContaining('shared-zod'),
  ]);
  expect(options.webpackConfigHook?.({})).toMatchObject({
    mode: 'production',
    resolve: { alias: { mine: '/mine.js', zod$: require.resolve('zod') } },
  });
  const list = [{ name: 'mine', alias: '/mine.js' }];
  const listed = sharingModules({ workflowsPath: WORKFLOWS, webpackConfigHook: () => ({ resolve: { alias: list } }) });
  expect(listed.webpackConfigHook?.({}).resolve?.alias).toEqual(
    expect.arrayContaining([...list, { name: 'zod', alias: require.resolve('zod'), onlyModule: true }]),
  );
});
