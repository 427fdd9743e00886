/** `npm run temporal`: prepares the checkout, then runs a Temporal server for development (`dw temporal`). */
import { join } from 'node:path';
import { bootstrap, main } from './bootstrap.mjs';
import { ROOT } from './checkout-state.mjs';
import { runNode } from './run-child.mjs';

await main(async (args) => {
  await bootstrap();
  return runNode([join(ROOT, 'lib', 'src', 'cli', 'dw.js'), 'temporal', ...args]);
});
