/** OpenAI's Agents SDK in a Temporal workflow, by Temporal's own plugin; it speaks the Responses API to the local model. */
import { OpenAIProvider } from '@openai/agents-openai';
import { Context } from '@temporalio/activity';
import { OpenAIAgentsPlugin } from '@temporalio/openai-agents';
import { fileURLToPath } from 'node:url';
import { lookUp } from './shared/control.mjs';
import { serve } from './shared/temporal-worker.mjs';

process.env.OPENAI_AGENTS_DISABLE_TRACING = '1'; // no traffic off this machine
const modelProvider = new OpenAIProvider({ apiKey: 'bench', baseURL: `${process.env.ANTHROPIC_BASE_URL}/v1` });

await serve({
  workflowsPath: fileURLToPath(new URL('./workflows.cjs', import.meta.url)),
  plugins: [new OpenAIAgentsPlugin({ modelProvider, modelParams: { startToCloseTimeout: '60s' } })],
  activities: {
    lookUp: (call) => {
      const { workflowExecution, activityId } = Context.current().info;
      return lookUp(call, `${workflowExecution.workflowId}/${activityId}`);
    },
  },
});
