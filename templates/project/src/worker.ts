/** What `dw worker --config` runs, and what tests start. */
import { fileURLToPath } from 'node:url';
import * as tools from './tools.js';

export const workerOptions = {
  taskQueue: 'questions',
  workflowsPath: fileURLToPath(new URL('./workflow.js', import.meta.url)),
  tools,
};
