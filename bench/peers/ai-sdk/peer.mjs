/** Vercel's AI SDK in a Temporal workflow, by Temporal's own plugin: model calls and tools are activities. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { Context } from '@temporalio/activity';
import { AiSdkPlugin } from '@temporalio/ai-sdk';
import { fileURLToPath } from 'node:url';
import { lookUp } from './shared/control.mjs';
import { serve } from './shared/temporal-worker.mjs';

const baseURL = `${process.env.ANTHROPIC_BASE_URL}/v1`;

await serve({
  workflowsPath: fileURLToPath(new URL('./workflows.mjs', import.meta.url)),
  plugins: [new AiSdkPlugin({ modelProvider: createAnthropic({ baseURL, apiKey: 'bench' }) })],
  activities: {
    lookUp: (call) => {
      const { workflowExecution, activityId } = Context.current().info;
      return lookUp(call, `${workflowExecution.workflowId}/${activityId}`);
    },
  },
});
