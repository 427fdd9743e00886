/** Our contestant: an agent with one tool. */
import { defineAgent, runAgent, toolbox } from '../../src/workflows';
import { promptOf, type Job } from '../job';
import type * as tools from './tools';

const clerk = defineAgent({
  name: 'clerk',
  model: 'claude-opus-5-5',
  system: 'You look up orders.',
  maxTokens: 1_000,
  maxTurns: 300,
  tools: toolbox<typeof tools>({ lookUp: {} }),
});

/** Does a job; says how it ended. */
export async function ours(job: Job): Promise<string> {
  const outcome = await runAgent(clerk, { prompt: promptOf(job) });
  return outcome.kind;
}

const asker = defineAgent({
  name: 'asker',
  model: 'claude-opus-5-5',
  system: 'You look up orders.',
  maxTokens: 1_000,
  maxTurns: 5,
  tools: toolbox<typeof tools>({ lookUp: { approval: 'always' } }),
});

/** The same with a person's yes before each call. */
export async function oursAsking(job: Job): Promise<string> {
  const outcome = await runAgent(asker, { prompt: promptOf(job) });
  return outcome.kind;
}
