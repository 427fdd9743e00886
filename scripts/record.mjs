/** `npm run record`: histories of every example, recorded by the package as it is packed. A step of a release. */
import { join } from 'node:path';
import { bootstrap, main } from './bootstrap.mjs';
import { ROOT } from './checkout-state.mjs';
import { runNode } from './run-child.mjs';

await main(async (args) => {
  await bootstrap();
  return runNode([join(ROOT, 'lib', 'test', 'replay', 'record.js'), ...args]);
});
