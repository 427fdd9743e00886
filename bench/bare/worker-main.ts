/** Main of the bare loop's worker: Temporal's own defaults. */
import { NativeConnection, Worker } from '@temporalio/worker';
import * as activities from './activities';

/** Holds the path of the bundle. */
export const BUNDLE_ENV = 'BENCH_BUNDLE';

/** Printed when it polls. */
export const READY = 'bare worker ready';

async function main(): Promise<void> {
  const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  const workflowBundle = { codePath: process.env[BUNDLE_ENV] ?? '' };
  const worker = await Worker.create({ connection, taskQueue: 'bare', workflowBundle, activities });
  const running = worker.run();
  console.log(READY);
  await running;
  process.exit(0);
}

if (require.main === module) void main();
