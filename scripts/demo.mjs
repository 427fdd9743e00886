/** `npm run demo`: prepares the checkout, then runs the complaint demo with the arguments given. */
import { join } from 'node:path';
import { bootstrap, main } from './bootstrap.mjs';
import { ROOT } from './checkout-state.mjs';
import { runNode } from './run-child.mjs';

await main(async (args) => {
  await bootstrap();
  return runNode([join(ROOT, 'lib', 'examples', 'complaint', 'demo.js'), ...args]);
});
