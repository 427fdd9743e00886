/** Asks one question and follows the run. */
import { connect } from 'dynamic-workflows/client';
import type { answerQuestion } from './workflow.js';

const question = process.argv[2] ?? 'Was order 1042 shipped?';
const client = await connect();
const run = await client.start<typeof answerQuestion>('answerQuestion', {
  id: `answerQuestion:${Date.now()}`,
  taskQueue: 'questions',
  input: { question },
});
for await (const step of run.follow()) console.log(step.decidedBy, step.name, step.summary);
console.log(await run.result());
await client.close();
