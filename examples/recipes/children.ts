/** Children: each part of the work is a child workflow that is lent a part of the run's budget. One agent a part. */
import { executeChild } from '@temporalio/workflow';
import { agentWorkflow, defineAgent, lendBudget, limitRun, usd } from 'dynamic-workflows/workflows';

const summarizer = defineAgent({
  name: 'chapterSummarizer',
  model: 'claude-haiku-5-5',
  system: 'You sum up a chapter in at most three sentences.',
  maxTokens: 500,
});

/** Sums up one chapter, in a run of its own. */
export const sumUpChapter = agentWorkflow(summarizer);

/** Sums up a book; what a child has not spent is there for the others. */
export async function sumUpBook({ chapters }: { chapters: string[] }): Promise<{ summaries: string[] }> {
  limitRun({ budget: usd(0.1) });
  const outcomes = await Promise.all(
    chapters.map((text, at) => {
      const ask = { prompt: 'Sum up this chapter.', data: [{ source: `chapter ${at + 1}`, text }] };
      return lendBudget(usd(0.02), (limits) =>
        executeChild<typeof sumUpChapter>('sumUpChapter', { args: [{ ...ask, ...limits }] }),
      );
    }),
  );
  return { summaries: outcomes.map((one) => (one.kind === 'answer' ? one.output : `not summed up: ${one.kind}`)) };
}
