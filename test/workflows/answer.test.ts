/** From the last reply to the answer: which text counts, and what is wrong with it in words that Claude can use. */
import { z } from 'zod';
import type { Block } from '../../src/common/wire';
import { defineAgent } from '../../src/workflows/agent';
import { allText, finalText, readAnswer, repairPrompt } from '../../src/workflows/answer';

const text = (words: string): Block => ({ type: 'text', text: words });
const thinking: Block = { type: 'thinking', thinking: 'text', signature: 's' };
const use: Block = { type: 'tool_use', id: 'a', name: 'b', input: { text: 'x' } };
const base = { name: 'a', model: 'm', system: '', maxTokens: 1 };

test.each<[string, readonly Block[], string]>([
  ['one text', [text('a')], 'a'],
  ['texts in a row', [text('a'), text('b')], 'ab'],
  ['text after thinking', [text('a'), thinking, text('b')], 'b'],
  ['text after a tool call', [text('a'), use, text('b'), text('c')], 'bc'],
  ['nothing after a tool call', [text('a'), use], ''],
  ['nothing', [], ''],
])('the final text is %s', (_title, content, expected) => {
  expect(finalText({ content })).toBe(expected);
});

test('all text is every text, whatever stands between', () => {
  expect(allText({ content: [text('a'), thinking, use, text('b')] })).toBe('a\nb');
  expect(allText({ content: [thinking] })).toBe('');
});

describe('readAnswer', () => {
  const schema = z.object({
    label: z.enum(['good', 'bad']),
    list: z.array(z.object({ at: z.int().max(9) })).default([]),
  });
  const judge = defineAgent({ ...base, output: schema });

  test('gives text as it is without a schema, JSON or not', () => {
    expect(readAnswer(defineAgent(base), ' {"a":1} ')).toEqual({ output: ' {"a":1} ' });
  });

  test.each(['', ' ', '\n\t'])('takes %j for no answer, with or without a schema', (words) => {
    expect(readAnswer(defineAgent(base), words)).toEqual({ problem: 'The reply was empty.' });
    expect(readAnswer(judge, words)).toEqual({ problem: 'The reply was empty.' });
  });

  test('gives what the schema makes of it, defaults included', () => {
    expect(readAnswer(judge, '\n{"label":"good","extra":1}')).toEqual({ output: { label: 'good', list: [] } });
  });

  test.each(['good', '{"label":"good"', '```json\n{"label":"good"}\n```', '{"label":"good"} {"label":"bad"}'])(
    'does not guess what %j means',
    (words) => {
      expect(readAnswer(judge, words)).toEqual({ problem: 'The reply is not JSON.' });
    },
  );

  test('tells every problem with its path, ten at the most', () => {
    const answer = readAnswer(judge, JSON.stringify({ label: 'ugly', list: [{ at: 10 }] }));
    expect(answer).toEqual({
      problem: 'label: Invalid option: expected one of "good"|"bad"\nlist.0.at: Too big: expected number to be <=9',
    });
    expect(readAnswer(judge, '[]')).toEqual({ problem: '(the whole): Invalid input: expected object, received array' });
    const many = readAnswer(judge, JSON.stringify({ label: 'good', list: Array(30).fill({}) }));
    expect('problem' in many && many.problem.split('\n')).toHaveLength(10);
  });
});

test.each<[boolean, string]>([
  [true, "Your answer can't be used:\nno\nAnswer again with nothing but JSON that fits the schema."],
  [false, "Your answer can't be used:\nno\nAnswer again."],
])('a repair asks for what there is to mend (schema: %s)', (hasSchema, prompt) => {
  expect(repairPrompt('no', hasSchema)).toBe(prompt);
});
