/** `npm run bench`: prepares the checkout, finds a Temporal binary, then measures with the arguments given. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bootstrap, main } from './bootstrap.mjs';
import { ROOT } from './checkout-state.mjs';
import { say } from './progress.mjs';
import { runNode } from './run-child.mjs';

await main(async (args) => {
  await bootstrap();
  const { findTemporalBinary } = createRequire(import.meta.url)('../lib/src/testing/temporal-binary.js');
  const env = { TEMPORAL_CLI_PATH: await findTemporalBinary({ report: say }), TEMPORAL_ADDRESS: '' };
  return runNode([join(ROOT, 'lib', 'bench', 'main.js'), ...args], { env });
});
