import { z } from 'zod';
import { comparable, decisionOf } from '../../src/testing/decision';
import { outputSchemaOf } from '../../src/workflows/output-schema';

const outputSchema = outputSchemaOf(
  z.object({
    label: z.enum(['good', 'bad']),
    cents: z.int(),
    why: z.string(),
    note: z.string().nullable(),
    parts: z.array(z.object({ id: z.uuid(), text: z.string() })),
  }),
);
const answer = { label: 'good', cents: 5, why: 'so', note: null, parts: [{ id: 'a', text: 'x' }] };
const told = (output: object) => comparable({ kind: 'answer', output: { ...answer, ...output } }, { outputSchema });

test('how a text is worded is no decision; a label, a number, an id and whether there is a text are', () => {
  expect(told({ why: 'otherwise', parts: [{ id: 'a', text: 'y' }] })).toEqual(told({}));
  for (const other of [
    { label: 'bad' },
    { cents: 6 },
    { note: 'one' },
    { parts: [{ id: 'b', text: 'x' }] },
    { parts: [] },
  ])
    expect(told(other)).not.toEqual(told({}));
  expect(told({ note: 'one' })).toEqual(told({ note: 'other' }));
});

test('a reply decides on calls with the arguments as their schema took them, on an answer, or on nothing', () => {
  const uses = [1, 2].map((n) => ({ type: 'tool_use', id: `t${n}`, name: 'read', input: { n } }));
  const calls = [
    { id: 't1', hash: 'h', args: { n: 1, of: 'x' } },
    { id: 't2', problem: 'no' },
  ];
  expect(decisionOf({ content: uses, stopReason: 'tool_use', calls }, false)).toEqual({
    kind: 'tools',
    calls: [
      { tool: 'read', args: { n: 1, of: 'x' } },
      { tool: 'read', args: { n: 2 } },
    ],
  });
  const text = (said: string, stopReason = 'end_turn') => ({
    content: [{ type: 'text', text: said }],
    stopReason,
    calls: [],
  });
  expect(decisionOf(text('{"a":1}'), true)).toEqual({ kind: 'answer', output: { a: 1 } });
  expect(decisionOf(text('said'), false)).toEqual({ kind: 'answer' });
  expect(decisionOf(text('said'), true)).toEqual({ kind: 'none', why: 'an answer that is not JSON' });
  expect(decisionOf(text('said', 'refusal'), false)).toEqual({ kind: 'none', why: 'refusal' });
});
