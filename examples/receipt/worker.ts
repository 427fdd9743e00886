import { createWorker } from 'dynamic-workflows/worker';
import { store } from './store';

/** Also what a test starts a worker with. */
export const workerOptions = {
  taskQueue: 'receipts',
  workflowsPath: require.resolve('./workflow'),
  tools: {},
  artifacts: store,
};

if (require.main === module) void createWorker(workerOptions).then((worker) => worker.run());
