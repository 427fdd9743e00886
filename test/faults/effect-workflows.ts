/** The workflow of the campaign: one agent that makes one call. */
import { defineAgent, runAgent, toolbox, type Ask, type Outcome } from '../../src/workflows';
import type * as tools from './effect-tools';

const agent = defineAgent({
  ...{ name: 'doer', model: 'claude-haiku-5-5', system: 'You do one thing.', maxTokens: 500, maxTurns: 3 },
  heartbeatTimeoutMs: 3_000,
  tools: toolbox<typeof tools>({ sendOnce: {}, payOnce: {}, payByKey: {} }),
});

export const act = (ask: Ask): Promise<Outcome<string>> => runAgent(agent, ask);
