/**
 * `npm run faults`: prepares the checkout, then puts an example under faults. `-- --example complaint` says which; what
 * follows goes to `dw faults`. A first word names another kind of fault test.
 */
import { join } from 'node:path';
import { bootstrap, main } from './bootstrap.mjs';
import { ROOT } from './checkout-state.mjs';
import { runNode } from './run-child.mjs';

/** What a first word stands for; without one it is the kit. */
const KINDS = {};

await main(async ([word = '', ...rest]) => {
  await bootstrap();
  const kind = KINDS[word];
  return kind ? kind(rest) : underFaults([word, ...rest]);
});

function underFaults(args) {
  const at = args.indexOf('--example');
  if (at < 0) throw new Error('Say which example: `npm run faults -- --example complaint`.');
  const [, example] = args.splice(at, 2);
  const module = join(ROOT, 'lib', 'examples', example, 'faults.js');
  return runNode([join(ROOT, 'lib', 'src', 'cli', 'dw.js'), 'faults', module, ...args.filter(Boolean)]);
}
