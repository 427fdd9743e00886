import { createWorker } from '../../src/worker';
import { refuseBadAgents } from '../../src/worker/agent-check';

test('a worker does not start with an agent that cannot work, and says which and why', async () => {
  const workflowsPath = require.resolve('./fixtures/bad-agent');
  const starting = createWorker({ taskQueue: 'q', workflowsPath, tools: {}, apiKey: 'k' });
  await expect(starting).rejects.toThrow('not `bad name!`');
});

test('agents that can work pass', () => {
  expect(() => refuseBadAgents(require.resolve('../server/fixtures/lab-workflows'))).not.toThrow();
});

test('a module that loads in the sandbox only is left to the sandbox', () => {
  expect(() => refuseBadAgents('/nowhere/workflows.js')).not.toThrow();
});
