/** The agent, as in Temporal's sample: `generateText` with a tool that is an activity. */
import { temporalProvider } from '@temporalio/ai-sdk/workflow';
import { proxyActivities } from '@temporalio/workflow';
import { generateText, stepCountIs, tool } from 'ai';
import { z } from 'zod';

const { lookUp } = proxyActivities({ startToCloseTimeout: '1 minute' });

export async function work({ prompt, steps }) {
  await generateText({
    model: temporalProvider.languageModel('claude-opus-5-5'),
    system: 'You look up orders.',
    prompt,
    stopWhen: stepCountIs(steps + 1),
    tools: {
      lookUp: tool({
        description: 'The orders of one day.',
        inputSchema: z.object({ run: z.string(), step: z.number(), bytes: z.number() }),
        execute: (call) => lookUp(call),
      }),
    },
  });
  return 'answer';
}
