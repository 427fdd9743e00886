import fc from 'fast-check';
import { argsFrom, fieldsOf } from '../../../src/cli/inbox/fields';
import type { JsonObject } from '../../../src/common';

const SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    count: { type: 'integer', description: 'How many.' },
    price: { type: 'number' },
    size: { type: 'string', enum: ['s', 'm'] },
    express: { type: 'boolean' },
    note: { type: 'string' },
    to: { type: 'object' },
    nick: { type: ['string', 'null'] },
  },
  required: ['count', 'price', 'size', 'express', 'to'],
};
const ARGS: JsonObject = { count: 2, price: 0.5, size: 's', express: true, to: { city: 'Ulm' } };
const QUESTION = { args: ARGS, schema: SCHEMA };

/** What comes of it when a person types so, by the names of the arguments. */
function edited(
  typed: Readonly<Record<string, string>>,
  question: { args: JsonObject; schema?: JsonObject } = QUESTION,
) {
  const byId = new Map(
    fieldsOf(question).map(({ id, name, shown }) => [id, Object.hasOwn(typed, name) ? typed[name]! : shown]),
  );
  return argsFrom(question, (id) => byId.get(id) ?? '');
}

test('each argument has a field of the kind that the schema names, with what Claude chose', () => {
  expect(fieldsOf(QUESTION).map(({ name, kind, shown, isOptional }) => [name, kind, shown, isOptional])).toEqual([
    ['count', 'integer', '2', false],
    ['price', 'number', '0.5', false],
    ['size', 'choice', '"s"', false],
    ['express', 'choice', 'true', false],
    ['note', 'line', '', true],
    ['to', 'json', '{\n  "city": "Ulm"\n}', false],
    ['nick', 'json', '', true],
  ]);
  expect(fieldsOf(QUESTION).map(({ choices }) => choices)).toContainEqual(['"s"', '"m"']);
});

test('what is typed is what the schema calls for; what is emptied is left out where it may be', () => {
  const typed = { count: ' 3 ', price: '1e3', size: '"m"', express: 'false', note: 'a "b"\r\nc', to: '{"city":1}' };
  expect(edited(typed)).toEqual({
    ...{ count: 3, price: 1_000, size: 'm', express: false },
    ...{ note: 'a "b"\nc', to: { city: 1 } },
  });
  const { to: _, ...rest } = ARGS;
  expect(edited({ to: '' })).toEqual(rest);
  const text = { properties: { a: { type: 'string' }, b: { type: 'string' } }, required: ['a'] };
  expect(edited({ a: '', b: '' }, { args: { a: 'x', b: 'y' }, schema: text })).toEqual({ a: '' });
});

test.each([
  [{ count: '12,5' }, '`count` must be a number such as 12 or 0.5, not `12,5`.'],
  [{ count: '9007199254740993' }, '`count` is beyond the numbers that are kept exactly: `9007199254740993`.'],
  [{ price: '0x10' }, '`price` must be a number such as 12 or 0.5, not `0x10`.'],
  [{ to: '{' }, '`to` is not JSON: '],
])('%j is refused by the name of the argument', (typed, problem) => {
  expect(() => edited(typed)).toThrow(problem);
});

test('text that a browser would not show is JSON with escapes, and long text has several lines', () => {
  const args = { hidden: 'a\u202eb', long: 'x\ny' };
  expect(fieldsOf({ args }).map(({ kind, shown }) => [kind, shown])).toEqual([
    ['json', '"a\\u202eb"'],
    ['text', 'x\ny'],
  ]);
});

test('fields that nobody touched give back what Claude sent, whatever it is and whatever the schema says', () => {
  const name = fc.oneof(
    fc.constantFrom('count', 'size', 'express', 'note', 'to', '__proto__', 'toString'),
    fc.string(),
  );
  const json = fc.jsonValue() as fc.Arbitrary<JsonObject[string]>;
  const args = fc.array(fc.tuple(name, json)).map((entries) => Object.fromEntries<JsonObject[string]>(entries));
  fc.assert(
    fc.property(args, fc.boolean(), (sent, isKnown) => {
      expect(edited({}, { args: sent, ...(isKnown && { schema: SCHEMA }) })).toStrictEqual(sent);
    }),
  );
});
