/** One small agent for the real API. */
import { z } from 'zod';
import { defineAgent, runAgent, toolbox, usd, type Outcome } from '../../src/workflows';
import type * as tools from '../server/fixtures/lab-tools';

const agent = defineAgent({
  name: 'live',
  model: 'claude-haiku-5-5',
  system: 'You follow instructions exactly.',
  maxTokens: 2_000,
  maxTurns: 6,
  tools: toolbox<typeof tools>({ echo: {} }),
  output: z.object({ said: z.string() }),
});

/** Calls a tool and answers, for a few cents at the most. */
export function liveRun(): Promise<Outcome<{ said: string }>> {
  return runAgent(agent, {
    prompt: 'Call the tool `echo` with the text "harbour", then answer with what it said.',
    budget: usd(0.05),
  });
}
