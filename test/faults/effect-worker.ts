/** Worker options of the campaign, for worker processes. */
import * as tools from './effect-tools';

export const workerOptions = {
  taskQueue: 'effects',
  workflowsPath: require.resolve('./effect-workflows'),
  tools,
  apiKey: 'test',
};
