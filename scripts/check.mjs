/**
 * `npm run check`: what a commit must pass, in under a minute and without any server: format, lint, types, and the
 * tests of every tier but test/server and test/live. Types are checked by building lib/, which the tests run anyway.
 */
import { join } from 'node:path';
import { bootstrap, bootstrapPackages, main } from './bootstrap.mjs';
import { ROOT } from './checkout-state.mjs';
import { say } from './progress.mjs';
import { runNode, runQuietly } from './run-child.mjs';

const SERVERLESS = ['--testPathIgnorePatterns', '/node_modules/', '/test/server/', '/test/live/'];

// Rules that look at types see changes in other files only when this file changes; a fresh clone lints everything.
const LINT_CACHE = ['--cache', '--cache-strategy', 'content', '--cache-location', 'node_modules/.cache/eslint'];

const program = (...path) => join(ROOT, 'node_modules', ...path);

await main(async (args) => {
  await bootstrapPackages();
  const results = await Promise.all([
    timed('types', async () => {
      await bootstrap();
      return { code: 0, output: '' };
    }),
    timed('format', () => quietly(program('prettier', 'bin', 'prettier.cjs'), '--check', '--cache', '.')),
    timed('lint', () => quietly(program('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', ...LINT_CACHE, '.')),
  ]);
  for (const { output } of results.filter(({ code }) => code !== 0)) say(`\n${output.trim()}`);
  const typesHold = results.find(({ name }) => name === 'types').code === 0;
  if (typesHold) results.push(await timed('tests', () => tests(args)));
  summarize(results, typesHold);
  return results.every(({ code }) => code === 0) ? 0 : 1;
});

function quietly(script, ...args) {
  return runQuietly(process.execPath, [script, ...args], { cwd: ROOT });
}

async function tests(args) {
  const code = await runNode([
    program('jest', 'bin', 'jest.js'),
    '--rootDir',
    ROOT,
    '--maxWorkers=2',
    ...args,
    ...SERVERLESS,
  ]);
  return { code, output: '' };
}

async function timed(name, work) {
  const started = Date.now();
  const { code, output } = await work().catch((error) => ({ code: 1, output: error.message }));
  return { name, code, output, seconds: (Date.now() - started) / 1000 };
}

function summarize(results, typesHold) {
  say('');
  for (const { name, code, seconds } of results) {
    say(`${code === 0 ? '✓' : '✗'} ${name.padEnd(8)} ${seconds.toFixed(1)} s`);
  }
  if (!typesHold) say('- tests    not run: the build they need failed');
}
