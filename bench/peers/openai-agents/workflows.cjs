/** The agent, as in the package's README: the workflow-safe runner and a tool that is an activity. CommonJS, as there. */
const { Agent } = require('@openai/agents-core');
const { activityAsTool, TemporalOpenAIRunner } = require('@temporalio/openai-agents/workflow');

const lookUp = activityAsTool(
  {
    name: 'lookUp',
    description: 'The orders of one day.',
    parameters: {
      type: 'object',
      properties: { run: { type: 'string' }, step: { type: 'number' }, bytes: { type: 'number' } },
      required: ['run', 'step', 'bytes'],
      additionalProperties: false,
    },
  },
  { startToCloseTimeout: '60s' },
);

module.exports.work = async function work({ prompt, steps }) {
  const agent = new Agent({ name: 'clerk', instructions: 'You look up orders.', model: 'gpt', tools: [lookUp] });
  await new TemporalOpenAIRunner().run(agent, prompt, { maxTurns: steps + 1 });
  return 'answer';
};
