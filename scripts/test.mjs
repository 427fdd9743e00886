/**
 * `npm test`: every test that needs no key. `npm run test:live`: those that talk to Claude, and only those. A Temporal
 * binary is found first, because a first build takes minutes and its progress would drown inside jest.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bootstrap, main } from './bootstrap.mjs';
import { ROOT } from './checkout-state.mjs';
import { say } from './progress.mjs';
import { runNode } from './run-child.mjs';

const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

await main(async (args) => {
  const live = args.includes('--live');
  if (live && !process.env.ANTHROPIC_API_KEY) {
    throw new Error('The live tests talk to Claude and cost money: set ANTHROPIC_API_KEY to run them.');
  }
  await bootstrap();
  const env = { ...(await temporalBinary()), ...(live ? { RUN_LIVE: '1' } : {}) };
  const rest = args.filter((argument) => argument !== '--live');
  // Last, because jest takes every word behind such an option for its value.
  const which = live
    ? ['--testPathPatterns', '/test/live/']
    : ['--testPathIgnorePatterns', '/node_modules/', '/test/live/'];
  // Two at once, in processes of their own: a file that keeps a handle open can't hold up the end.
  return runNode([JEST, '--rootDir', ROOT, '--maxWorkers=2', ...rest, ...which], { env });
});

async function temporalBinary() {
  if (process.env.TEMPORAL_ADDRESS) return {};
  const { findTemporalBinary } = createRequire(import.meta.url)('../lib/src/testing/temporal-binary.js');
  return { TEMPORAL_CLI_PATH: await findTemporalBinary({ report: say }) };
}
