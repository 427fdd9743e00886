/** Orchestrator: Claude splits the task, code bounds the parts, calls do them side by side, code merges. 1 + parts calls. */
import { askClaude, defineAgent, usd } from 'dynamic-workflows/workflows';
import { z } from 'zod';

/** More parts than this make no better report, and each costs a call. */
const MAX_PARTS = 4;

const planner = defineAgent({
  name: 'planner',
  model: 'claude-opus-5-5',
  system: `You split a question into at most ${MAX_PARTS} parts that can be answered independently.`,
  maxTokens: 2_000,
  output: z.object({ parts: z.array(z.string()).min(1).max(MAX_PARTS) }),
});
const researcher = defineAgent({
  name: 'researcher',
  model: 'claude-haiku-5-5',
  system: 'You answer one part of a larger question from the notes, in one paragraph. You say so if the notes lack it.',
  maxTokens: 2_000,
});

/** Answers a question from notes, part by part; a part without an answer is named, not made up. */
export async function answerFromNotes({
  question,
  notes,
}: {
  question: string;
  notes: string;
}): Promise<{ report: string }> {
  const plan = await askClaude(planner, { prompt: `Split: ${question}`, budget: usd(0.1) });
  const parts = plan.kind === 'answer' ? plan.output.parts : [question]; // no plan: the whole is the only part
  const paragraphs = await Promise.all(
    parts.map(async (part) => {
      const data = [{ source: 'notes', text: notes }];
      const outcome = await askClaude(researcher, { prompt: part, data, budget: usd(0.05) });
      return `${part}\n${outcome.kind === 'answer' ? outcome.output : `(no answer: ${outcome.kind})`}`;
    }),
  );
  return { report: paragraphs.join('\n\n') };
}
