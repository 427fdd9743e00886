/** One run of the loop by a script, and the agents that the tests run it with. */
import { z } from 'zod';
import { defineAgent, type Agent } from '../../src/workflows/agent';
import { runLoop } from '../../src/workflows/agent-loop';
import type { Ask } from '../../src/workflows/ask';
import type { Outcome } from '../../src/workflows/outcome';
import { Budget } from '../../src/workflows/budget';
import { freshProgress, type Progress } from '../../src/workflows/progress';
import { Purse } from '../../src/workflows/purse';
import { toolbox } from '../../src/workflows/toolbox';
import { scripted, type Scripted, type ScriptedSteps } from './scripted-steps';

/** The first message. */
export const HELLO = { kind: 'text', text: 'Hello' } as const;
/** What every agent here has. */
export const base = { name: 'resolver', model: 'm', system: '', maxTokens: 1_000 };
/** An agent with turns to spare. */
export const looping = defineAgent({ ...base, tools: toolbox({}), maxTurns: 5 });
/** An agent whose answer has a schema. */
export const judge = defineAgent({ ...base, output: z.object({ label: z.enum(['good', 'bad']) }) });

/** How a loop ended, and what it asked for on the way. */
export interface Ended<Output> {
  readonly outcome: Outcome<Output> | 'carry';
  readonly steps: ScriptedSteps;
  readonly progress: Progress;
}

/** What a loop with this ask spends from, outside a run. */
export function purseOf({ maxTurns }: Agent<unknown>, ask: Partial<Ask> = {}, run?: Budget): Purse {
  return new Purse(new Budget({ maxTurns, ...ask }), run, () => Promise.reject(new Error('Nobody to wait for.')));
}

/** Runs the loop through a script, all of which has to be used. */
export async function run<Output>(
  agent: Agent<Output>,
  replies: readonly Scripted[],
  ask: Partial<Ask> = {},
  progress = freshProgress([HELLO]),
): Promise<Ended<Output>> {
  const steps = scripted(replies);
  const outcome = await runLoop(agent, purseOf(agent, ask), progress, steps);
  steps.verifyUsed();
  return { outcome, steps, progress };
}
