/** Route: one cheap call picks a label, code picks what handles it. One call, and one more for what needs judgement. */
import { askClaude, defineAgent, usd } from 'dynamic-workflows/workflows';
import { z } from 'zod';

const router = defineAgent({
  name: 'router',
  model: 'claude-haiku-5-5',
  system: 'You sort mail to a library: renewal, question or other.',
  maxTokens: 500,
  output: z.object({ label: z.enum(['renewal', 'question', 'other']) }),
});
const librarian = defineAgent({
  name: 'librarian',
  model: 'claude-opus-5-5',
  system: 'You answer questions to a library, shortly and kindly.',
  maxTokens: 2_000,
});

/** Answers one mail, or says who has to. */
export async function answerMail({ mail }: { mail: string }): Promise<{ handledBy: string; reply?: string }> {
  const data = [{ source: 'mail', text: mail }];
  const sorted = await askClaude(router, { prompt: 'Sort this mail.', data, budget: usd(0.01) });
  const label = sorted.kind === 'answer' ? sorted.output.label : 'other';
  switch (label) {
    case 'renewal':
      return { handledBy: 'code', reply: 'Renewed for four weeks.' };
    case 'question': {
      const answered = await askClaude(librarian, { prompt: 'Answer this mail.', data, budget: usd(0.1) });
      return answered.kind === 'answer' ? { handledBy: 'claude', reply: answered.output } : { handledBy: 'person' };
    }
    case 'other':
      return { handledBy: 'person' };
  }
}
