/** The agent, as in the package's README. */
import { TemporalAgent, workflow } from '@temporalio/strands-agents';
import { z } from 'zod';

export async function work({ prompt }) {
  const agent = new TemporalAgent({
    model: 'claude',
    systemPrompt: 'You look up orders.',
    activityOptions: { startToCloseTimeout: '60 seconds' },
    tools: [
      workflow.activityAsTool('lookUp', {
        description: 'The orders of one day.',
        inputSchema: z.object({ run: z.string(), step: z.number(), bytes: z.number() }),
        activityOptions: { startToCloseTimeout: '60 seconds' },
      }),
    ],
  });
  await agent.invoke(prompt);
  return 'answer';
}
