/** Restocks a shop: the pipeline is code, what to order is decided by Claude. */
import { defineAgent, runAgent, toolbox, usd } from 'dynamic-workflows/workflows';
import { z } from 'zod';
import type * as tools from './tools';

const buyer = defineAgent({
  name: 'buyer',
  model: 'claude-haiku-5-5',
  system: 'You buy for a small shop. Look at the shelf, order what the note asks for and the shelf lacks, then answer.',
  maxTokens: 2_000,
  maxTurns: 6,
  tools: toolbox<typeof tools>({ readShelf: {}, placeOrder: { maxCalls: 2, tainted: 'allow' } }), // asks nobody
  output: z.object({ summary: z.string() }),
});

/** One note from the shop; one decision about it. */
export async function restock({ note }: { note: string }): Promise<{ summary: string }> {
  const outcome = await runAgent(buyer, {
    prompt: 'Order what is needed.',
    data: [{ source: 'note', text: note }], // quoted, and marked as no instruction
    budget: usd(0.1),
  });
  return outcome.kind === 'answer' ? outcome.output : { summary: `A person has to look: ${outcome.kind}.` };
}
