/** The pipeline. It runs in Temporal's sandbox: no I/O here, tools do that. */
import { defineAgent, runAgent, toolbox, usd } from 'dynamic-workflows/workflows';
import { z } from 'zod';
import type * as tools from './tools.js';

const clerk = defineAgent({
  name: 'clerk',
  model: 'claude-haiku-5-5',
  system: 'You answer questions about orders. Look the order up. Leave a note when a person has to act.',
  maxTokens: 2_000,
  maxTurns: 6,
  // The question may be anybody's: without `tainted` a person would be asked before each note.
  tools: toolbox<typeof tools>({ findOrder: {}, leaveNote: { maxCalls: 1, tainted: 'allow' } }),
  output: z.object({ reply: z.string() }),
});

/** Answers one question. */
export async function answerQuestion({ question }: { question: string }): Promise<{ reply: string }> {
  const outcome = await runAgent(clerk, {
    prompt: 'Answer the question.',
    data: [{ source: 'customer', text: question }], // quoted, and marked as no instruction
    budget: usd(0.05),
  });
  return outcome.kind === 'answer' ? outcome.output : { reply: `A person has to look: ${outcome.kind}.` };
}
