/** The complaint desk's worker: everything that runs, on one task queue. `node lib/examples/complaint/worker.js` runs it. */
import { createWorker } from 'dynamic-workflows/worker';
import * as activities from './activities';
import * as tools from './tools';

/** What `createWorker` needs; a demo or a test may override the task queue. */
export const workerOptions = {
  taskQueue: 'complaints',
  workflowsPath: require.resolve('./workflow'),
  activities,
  tools,
};

async function main(): Promise<void> {
  const worker = await createWorker(workerOptions);
  await worker.run();
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
