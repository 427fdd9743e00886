/**
 * `npm run faults`: prepares the checkout, then puts an example under faults. `-- --example complaint` says which; what
 * follows goes to `dw faults`. A first word names another kind of fault test.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bootstrap, main } from './bootstrap.mjs';
import { ROOT } from './checkout-state.mjs';
import { say } from './progress.mjs';
import { runNode } from './run-child.mjs';

const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

/** What a first word stands for; without one it is the kit. */
const KINDS = { approvals, budgets, effects };

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
  const as = ['--as', `npm run faults -- --example ${example}`];
  return runNode([join(ROOT, 'lib', 'src', 'cli', 'dw.js'), 'faults', module, ...as, ...args.filter(Boolean)]);
}

/** Kills around the window of effects; `--seed N --kills N --lanes N`. */
function effects(args) {
  return runNode([join(ROOT, 'lib', 'test', 'faults', 'effects-main.js'), ...args]);
}

/** The budget's arithmetic over 10,000 random scripts, and 50 on a server; `--seed N` plays others. */
async function budgets(args) {
  const at = args.indexOf('--seed');
  const seed = at < 0 ? {} : { DW_BUDGET_SEED: args[at + 1] };
  const files = ['test/workflows/purse.test.ts', 'test/server/budget-scripts.test.ts'];
  const env = { ...(await temporalBinary()), ...seed, DW_BUDGET_SCRIPTS: '10000', DW_BUDGET_RUNS: '50' };
  return runNode([JEST, '--rootDir', ROOT, '-i', ...files], { env });
}

/** Answers of people that race, 500 of a kind; APPROVAL_RACES and APPROVAL_SEED say how many and which. */
async function approvals(args) {
  const env = { APPROVAL_RACES: '500', ...process.env, ...(await temporalBinary()) };
  return runNode([JEST, '--rootDir', ROOT, 'test/server/approval-races', ...args], { env });
}

async function temporalBinary() {
  const { findTemporalBinary } = createRequire(import.meta.url)('../lib/src/testing/temporal-binary.js');
  return process.env.TEMPORAL_ADDRESS ? {} : { TEMPORAL_CLI_PATH: await findTemporalBinary({ report: say }) };
}
