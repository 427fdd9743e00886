/** Evaluator loop: one call writes, another one judges, and code ends it. At most twice as many calls as rounds. */
import { askClaude, defineAgent, usd } from 'dynamic-workflows/workflows';
import { z } from 'zod';

/** What is not good by then is for a person. */
const MAX_ROUNDS = 3;

const writer = defineAgent({
  name: 'writer',
  model: 'claude-opus-5-5',
  system: 'You write descriptions of products from facts: three sentences, nothing that the facts do not say.',
  maxTokens: 1_000,
});
const judge = defineAgent({
  name: 'judge',
  model: 'claude-haiku-5-5',
  system: 'You check a description against facts: is everything in it stated there?',
  maxTokens: 1_000,
  output: z.object({ good: z.boolean(), criticism: z.string() }),
});

/** Describes a product; `approved` only if the judge found nothing to change. */
export async function describeProduct({
  facts,
}: {
  facts: string;
}): Promise<{ description: string; approved: boolean }> {
  let description = '';
  let criticism = '';
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const data = [{ source: 'facts', text: facts }];
    const draft = { source: 'your last draft', text: description };
    const prompt = criticism ? `Write it anew. Criticism of your last draft: ${criticism}` : 'Write the description.';
    const written = await askClaude(writer, { prompt, data: criticism ? [...data, draft] : data, budget: usd(0.05) });
    if (written.kind !== 'answer') return { description, approved: false };
    description = written.output;
    const text = { source: 'description', text: description };
    const judged = await askClaude(judge, { prompt: 'Check it.', data: [...data, text], budget: usd(0.01) });
    if (judged.kind !== 'answer') return { description, approved: false };
    if (judged.output.good) return { description, approved: true };
    criticism = judged.output.criticism;
  }
  return { description, approved: false };
}
