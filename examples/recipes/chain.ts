/** Chain: the output of one call is the input of the next, and code checks it in between. Two calls of Claude. */
import { askClaude, defineAgent, usd } from 'dynamic-workflows/workflows';
import { z } from 'zod';

const base = { model: 'claude-haiku-5-5', maxTokens: 2_000 };

const summarizer = defineAgent({
  ...base,
  name: 'summarizer',
  system: 'You sum up reports of incidents in at most three sentences. You add nothing.',
  output: z.object({ summary: z.string() }),
});
const translator = defineAgent({
  ...base,
  name: 'translator',
  system: 'You translate into German. You answer with the translation alone.',
});

/** Longer ones do not fit into the status page. */
const MAX_CHARACTERS = 600;

/** Sums up a report and translates the summary; a person takes over where a step has no usable result. */
export async function publishIncident({
  report,
}: {
  report: string;
}): Promise<{ german?: string; forPerson?: string }> {
  const summed = await askClaude(summarizer, {
    prompt: 'Sum up this report.',
    data: [{ source: 'report', text: report }],
    budget: usd(0.02),
  });
  if (summed.kind !== 'answer') return { forPerson: `no summary: ${summed.kind}` };
  const { summary } = summed.output;
  if (summary.length > MAX_CHARACTERS) return { forPerson: 'the summary is too long' }; // the gate is code

  const translated = await askClaude(translator, {
    prompt: 'Translate.',
    data: [{ source: 'summary', text: summary }],
  });
  return translated.kind === 'answer'
    ? { german: translated.output }
    : { forPerson: `no translation: ${translated.kind}` };
}
