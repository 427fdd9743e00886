/** Reads a photographed receipt: one call of Claude, whose answer code checks. */
import { askClaude, defineAgent, usd, type Attachment } from 'dynamic-workflows/workflows';
import { z } from 'zod';

const reader = defineAgent({
  name: 'reader',
  model: 'claude-haiku-5-5',
  system: 'You read receipts. Amounts are in cents. What you cannot read is null.',
  maxTokens: 1_000,
  output: z.object({ shop: z.string().nullable(), totalCents: z.int().min(0).nullable() }),
});

/** What the receipt says, or undefined where a person has to look. */
export async function readReceipt({ photo }: { photo: Attachment }) {
  const outcome = await askClaude(reader, {
    prompt: 'Read the receipt.',
    data: [{ source: 'photo of a receipt', file: photo }],
    budget: usd(0.05),
  });
  return outcome.kind === 'answer' ? outcome.output : undefined;
}
