/** Strands Agents in a Temporal workflow, by Temporal's own plugin. */
import { AnthropicModel } from '@strands-agents/sdk/models/anthropic';
import { Context } from '@temporalio/activity';
import { StrandsPlugin } from '@temporalio/strands-agents';
import { fileURLToPath } from 'node:url';
import { lookUp, MODEL } from './shared/control.mjs';
import { serve } from './shared/temporal-worker.mjs';

const claude = () => {
  const clientConfig = { baseURL: process.env.ANTHROPIC_BASE_URL };
  return new AnthropicModel({ apiKey: 'bench', modelId: MODEL, maxTokens: 1_000, clientConfig });
};

await serve({
  workflowsPath: fileURLToPath(new URL('./workflows.mjs', import.meta.url)),
  plugins: [new StrandsPlugin({ models: { claude } })],
  activities: {
    lookUp: (call) => {
      const { workflowExecution, activityId } = Context.current().info;
      return lookUp(call, `${workflowExecution.workflowId}/${activityId}`);
    },
  },
});
