/** The loop that most people write first: plain Temporal, with the whole transcript as the input of every model call. */
import Anthropic from '@anthropic-ai/sdk';
import { Context } from '@temporalio/activity';
import { fileURLToPath } from 'node:url';
import { lookUp, MODEL, SYSTEM, TOOL } from './shared/control.mjs';
import { serve } from './shared/temporal-worker.mjs';

const client = new Anthropic({ maxRetries: 0 });

await serve({
  workflowsPath: fileURLToPath(new URL('./workflows.mjs', import.meta.url)),
  activities: {
    askModel: async (messages) => {
      const request = { model: MODEL, max_tokens: 1_000, system: SYSTEM, tools: [TOOL], messages };
      return (await client.messages.stream(request).finalMessage()).content;
    },
    lookUp: (call) => {
      const { workflowExecution, activityId } = Context.current().info;
      return lookUp(call, `${workflowExecution.workflowId}/${activityId}`);
    },
  },
});
