/** The tools of a worker, checked when it starts: every refusal in its words, all of them at once. */
import { z } from 'zod';
import { defineTool, type Tool } from '../../src/activities';
import { refuseCollisions, registerTools } from '../../src/activities/tool-registry';

const OK = {
  name: 'ok',
  description: 'Does it.',
  effect: 'read',
  input: z.object({}),
  run: async () => 'done',
} as const;

/** A tool that the compiler may not like. */
function tool(change: object): Tool {
  return defineTool({ ...OK, ...change });
}

const refusal = (tools: Record<string, unknown>): string => {
  try {
    registerTools(tools);
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  return 'not refused';
};

describe('a tool is refused', () => {
  test.each<[string, object, string]>([
    [
      'with a space in its name',
      { name: 'look up' },
      "- tool `look up`: Claude's API takes names of 1 to 64 letters, digits, `_` and `-` only",
    ],
    ['with no name', { name: '' }, "- tool ``: Claude's API takes names of 1 to 64 letters, digits, `_` and `-` only"],
    ['with a name of 65 letters', { name: 'x'.repeat(65) }, `- tool \`${'x'.repeat(65)}\`: Claude's API takes names`],
    [
      'under the name of the call of Claude',
      { name: 'callClaude' },
      '- tool `callClaude`: the name is taken by an activity of dynamic-workflows',
    ],
    [
      'under the name of the carry',
      { name: 'carryTranscript' },
      '- tool `carryTranscript`: the name is taken by an activity of dynamic-workflows',
    ],
    [
      'without a description',
      { description: ' \n' },
      '- tool `ok`: it needs a description: it is all that Claude knows of it',
    ],
    [
      'without an effect',
      { effect: undefined },
      '- tool `ok`: its effect `undefined` must be read, idempotent or once',
    ],
    ['with another effect', { effect: 'write' }, '- tool `ok`: its effect `write` must be read, idempotent or once'],
    [
      'if idempotent without a key',
      { effect: 'idempotent' },
      "- tool `ok`: an idempotent tool needs `key: 'call'` or `key: (args) => …`: what makes two calls the same",
    ],
    [
      'that only reads and has an undo',
      { undo: async () => undefined },
      '- tool `ok`: a tool that only reads has nothing',
    ],
    ['with another kind of key', { effect: 'idempotent', key: 'args' }, '- tool `ok`: an idempotent tool needs'],
    ['without time', { timeoutMs: 0 }, '- tool `ok`: its timeoutMs `0` must be more than 0'],
    ['with a time that is no number', { timeoutMs: NaN }, '- tool `ok`: its timeoutMs `NaN` must be more than 0'],
    ['without attempts', { maxAttempts: 0 }, '- tool `ok`: its maxAttempts `0` must be a whole number of at least 1'],
    [
      'with half an attempt',
      { maxAttempts: 1.5 },
      '- tool `ok`: its maxAttempts `1.5` must be a whole number of at least 1',
    ],
  ])('%s', (_title, change, words) => {
    expect(refusal({ tool: tool(change) })).toContain(`These tools can't be used as they are:\n${words}`);
  });

  test.each<[string, z.ZodType]>([
    ['a transform', z.string().transform((text) => text.length)],
    ['a date', z.date()],
    ['a date out of text', z.coerce.date()],
    ['a map', z.map(z.string(), z.string())],
    ['a set', z.set(z.string())],
    ['a bigint', z.bigint()],
    ['a function of ours', z.custom<() => void>()],
    ['an undefined', z.undefined()],
  ])('for %s in its schema, which does not survive JSON', (_title, schema) => {
    const words = refusal({ tool: tool({ input: z.object({ deep: z.array(z.object({ it: schema })) }) }) });
    expect(words).toMatch(
      /- tool `ok`: its input schema does not survive JSON \(.+\): use plain JSON types there, and transform inside `run`$/s,
    );
  });

  test('for a property that the API would not take', () => {
    expect(refusal({ tool: tool({ input: z.object({ 'order id': z.string() }) }) })).toContain(
      "- tool `ok`: Claude's API takes property names of 1 to 64 letters, digits, `_`, `.` and `-` only, not `order id`",
    );
  });

  test('if another one has its name', () => {
    expect(refusal({ one: tool({}), two: tool({}) })).toContain(
      '- tool `ok`: another tool has the same name: give each its own',
    );
  });
});

test('all problems of all tools are listed at once', () => {
  const bad = {
    one: tool({ name: 'a b', description: '', timeoutMs: -1 }),
    two: tool({ name: 'callClaude', input: z.object({ at: z.date() }) }),
    three: tool({}),
  };
  const told = refusal(bad)
    .split('\n')
    .slice(1)
    .map((line) => line.split(' ').slice(0, 6).join(' '));
  expect(told).toEqual([
    "- tool `a b`: Claude's API",
    '- tool `a b`: it needs',
    '- tool `a b`: its timeoutMs',
    '- tool `callClaude`: the name is',
    '- tool `callClaude`: its input schema',
  ]);
});

describe('a tool is registered', () => {
  test('under its own name with what Claude gets to see; other exports are ignored', () => {
    const input = z.object({ id: z.string().describe('Of the order.'), page: z.int().min(1).default(1) });
    const registry = registerTools({
      someName: tool({ name: 'look_up', input, timeoutMs: 5 }),
      helper: () => 1,
      LIMIT: 3,
      nothing: undefined,
    });
    expect([...registry.keys()]).toEqual(['look_up']);
    expect(registry.get('look_up')?.offer).toEqual({
      ...{ name: 'look_up', description: 'Does it.', effect: 'read', timeoutMs: 5 },
      inputSchema: {
        type: 'object',
        properties: {
          id: { type: 'string', description: 'Of the order.' },
          page: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: 1 },
        },
        required: ['id'],
      },
    });
  });

  test.each<[string, object, object]>([
    ['60 seconds and 5 attempts unless it says otherwise', {}, { timeoutMs: 60_000, maxAttempts: 5 }],
    [
      'one attempt if it must not run twice, whatever it says',
      { effect: 'once', maxAttempts: 9 },
      { timeoutMs: 60_000, maxAttempts: 1 },
    ],
    ['as many attempts as it says', { maxAttempts: 2, timeoutMs: 7 }, { timeoutMs: 7, maxAttempts: 2 }],
  ])('with %s', (_title, change, limits) => {
    expect(registerTools({ tool: tool(change) }).get('ok')?.definition).toMatchObject(limits);
  });

  test('if its schema has only what JSON has: trimmed text, coerced numbers, unions, records, recursion', () => {
    const input = z.object({
      text: z.string().trim().toLowerCase(),
      count: z.coerce.number(),
      either: z.union([z.string(), z.null()]),
      map: z.record(z.string(), z.int()),
    });
    expect(refusal({ tool: tool({ input }) })).toBe('not refused');
  });
});

test.each([['ok'], ['callClaude'], ['carryTranscript']])(
  "an activity of the worker's own named `%s` collides",
  (name) => {
    const registry = registerTools({ tool: tool({}) });
    expect(() => refuseCollisions(registry, { [name]: () => 1, free: () => 2 })).toThrow(
      new TypeError(
        `The activities \`${name}\` have the name of a tool or of an activity of dynamic-workflows. Rename them.`,
      ),
    );
    expect(() => refuseCollisions(registry, { free: () => 2 })).not.toThrow();
  },
);
