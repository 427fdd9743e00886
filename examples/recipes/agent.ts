/** Agent: the next step depends on what was just learned, so Claude picks it. As many calls as it takes, up to a limit. */
import { defineAgent, runAgent, toolbox, unhandled, usd } from 'dynamic-workflows/workflows';
import { z } from 'zod';
import type * as tools from './tools';

const technician = defineAgent({
  name: 'technician',
  model: 'claude-opus-5-5',
  system: 'You find out why a service is down. Look before you conclude. Restart at most once, and only what is stuck.',
  maxTokens: 2_000,
  maxTurns: 8,
  // Alarms and log lines may quote what strangers sent. A restart is one of three, and nothing gets out with it.
  tools: toolbox<typeof tools>({ readStatus: {}, restart: { maxCalls: 1, tainted: 'allow' } }),
  output: z.object({ cause: z.string() }),
});

/** Finds the cause of an alarm, or hands over to the person on call with what is known. */
export async function troubleshoot({ alarm }: { alarm: string }): Promise<{ cause?: string; forPerson?: string }> {
  const data = [{ source: 'alarm', text: alarm }];
  const outcome = await runAgent(technician, { prompt: 'Find the cause.', data, budget: usd(0.25), maxToolCalls: 10 });
  switch (outcome.kind) {
    case 'answer':
      return outcome.output;
    case 'refused':
    case 'invalid':
    case 'cut':
    case 'contextFull':
    case 'turnLimit':
    case 'stopped':
    case 'budget':
      return { forPerson: `${outcome.kind}: ${outcome.text}` };
    default:
      return unhandled(outcome);
  }
}
