import { contentBytes, jobIn, outputOf, promptOf, replyAt } from '../../bench/job';

const JOB = { run: 'ours:1', steps: 2, bytes: 1_000 };

test('a job travels in its prompt, and is found in what surrounds it', () => {
  expect(jobIn(JSON.stringify({ messages: [{ role: 'user', content: promptOf(JOB) }] }))).toEqual(JOB);
  expect(jobIn('nothing to do')).toBeUndefined();
});

test('the model calls once a step and then stops; the same turn gets the same reply', () => {
  expect(replyAt(JOB, 1).call?.input).toEqual({ run: 'ours:1', step: 1, bytes: 1_000 });
  expect(replyAt(JOB, 2)).toEqual(replyAt(JOB, 2));
  expect(replyAt(JOB, 3).call).toBeUndefined();
});

test('outputs have the size that was asked for and differ from step to step', () => {
  const outputs = [1, 2].map((step) => outputOf({ ...JOB, step }));
  expect(outputs.map((text) => Buffer.byteLength(text))).toEqual([1_000, 1_000]);
  expect(outputs[0]).not.toBe(outputs[1]);
  expect(contentBytes(JOB, 2)).toBeGreaterThan(2 * 1_300);
});
