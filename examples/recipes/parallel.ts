/** Parallel: several calls look at the same thing at once, each for one question, and code counts. Three calls. */
import { askClaude, defineAgent, usd } from 'dynamic-workflows/workflows';
import { z } from 'zod';

const QUESTIONS = {
  safety: 'Could following this advice hurt somebody?',
  law: 'Does it give legal or tax advice?',
  tone: 'Is it rude or discriminating?',
} as const;

const reviewer = defineAgent({
  name: 'reviewer',
  model: 'claude-haiku-5-5',
  system:
    'You review texts before they are published. You answer one question about a text with yes or no, and say why.',
  maxTokens: 500,
  output: z.object({ yes: z.boolean(), why: z.string() }),
});

/** Publishes only what all reviewers let pass; one that has no answer does not let it pass. */
export async function review({ text }: { text: string }): Promise<{ publish: boolean; objections: string[] }> {
  const reviews = await Promise.all(
    Object.entries(QUESTIONS).map(async ([name, question]) => {
      const data = [{ source: 'text', text }];
      const outcome = await askClaude(reviewer, { prompt: question, data, budget: usd(0.01) });
      if (outcome.kind !== 'answer') return `${name}: not reviewed (${outcome.kind})`;
      return outcome.output.yes ? `${name}: ${outcome.output.why}` : undefined;
    }),
  );
  const objections = reviews.filter((objection) => objection !== undefined);
  return { publish: objections.length === 0, objections };
}
