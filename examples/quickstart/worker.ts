/** The shop's worker: `node lib/examples/quickstart/worker.js`, as often as you like. Needs ANTHROPIC_API_KEY. */
import { createWorker } from 'dynamic-workflows/worker';
import * as tools from './tools';

/** Also what a test starts a worker process with. */
export const workerOptions = { taskQueue: 'shop', workflowsPath: require.resolve('./workflow'), tools };

if (require.main === module) void createWorker(workerOptions).then((worker) => worker.run());
