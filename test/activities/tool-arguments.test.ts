/** What Claude wrote as arguments, checked: the limits of JSON in transit, the tool's schema, and what comes out. */
import { z } from 'zod';
import { defineTool } from '../../src/activities';
import { MAX_ARGUMENT_BYTES, MAX_ARGUMENT_DEPTH, scanJson, validateCall } from '../../src/activities/tool-arguments';
import { registerTools } from '../../src/activities/tool-registry';
import { hashOf } from '../../src/common/canonical-json';
import type { JsonObject } from '../../src/common/json';
import type { ValidatedCall } from '../../src/common/wire';
import { callRig, closeRigs } from './call-rig';

afterEach(closeRigs);

/** Checks the arguments in this JSON text by this schema. */
function check(rawJson: string, input: z.ZodObject = z.looseObject({})): ValidatedCall {
  const tool = defineTool({ name: 'probe', description: 'Probes.', effect: 'read', input, run: async () => 'ok' });
  return validateCall(
    { id: 'toolu_1', name: 'probe', input: JSON.parse(rawJson) as unknown, rawJson },
    registerTools({ tool }).get('probe'),
  );
}

const problemOf = (call: ValidatedCall): string | undefined => ('problem' in call ? call.problem : undefined);
const accepted = (args: JsonObject): ValidatedCall => ({ id: 'toolu_1', hash: hashOf(args) });

describe('arguments that the schema', () => {
  test('takes as they are leave nothing but their hash, whatever the order of their keys', () => {
    const schema = z.object({ a: z.int(), b: z.object({ c: z.string().nullable() }) });
    expect(check('{"b": {"c": null}, "a": 1}', schema)).toEqual(accepted({ a: 1, b: { c: null } }));
  });

  test.each<[string, z.ZodObject, string, JsonObject]>([
    ['fills up with defaults', z.object({ page: z.int().default(1) }), '{}', { page: 1 }],
    [
      'fills up deep inside',
      z.object({ list: z.array(z.object({ on: z.boolean().default(true) })) }),
      '{"list":[{}]}',
      { list: [{ on: true }] },
    ],
    ['trims', z.object({ text: z.string().trim() }), '{"text":" a "}', { text: 'a' }],
    ['coerces', z.object({ count: z.coerce.number() }), '{"count":"7"}', { count: 7 }],
    ['strips of unknown keys', z.object({ a: z.int() }), '{"a":1,"b":2}', { a: 1 }],
  ])('%s come out as what `run` will see', (_title, schema, rawJson, args) => {
    expect(check(rawJson, schema)).toEqual({ ...accepted(args), args });
  });

  test('refuses are a problem with path and rule, for Claude to mend', () => {
    const schema = z.object({ lines: z.array(z.object({ amount: z.int().max(10) })), mail: z.email() });
    expect(problemOf(check('{"lines":[{"amount":1},{"amount":99}],"mail":"x"}', schema))).toBe(
      'The arguments are not valid:\n- lines.1.amount: Too big: expected number to be <=10\n- mail: Invalid email address',
    );
  });

  test('refuses in more than ten places are told in ten, and how many more', () => {
    const problem = problemOf(
      check(JSON.stringify({ list: Array(13).fill('x') }), z.object({ list: z.array(z.int()) })),
    );
    expect(problem?.split('\n')).toHaveLength(12);
    expect(problem).toMatch(/- and 3 more$/);
  });

  test('refuses as a whole are told so', () => {
    expect(
      problemOf(
        check(
          '{}',
          z.object({}).refine(() => false, 'Say more.'),
        ),
      ),
    ).toBe('The arguments are not valid:\n- (the whole): Say more.');
  });

  test.each<[string, z.ZodObject]>([
    [
      'a rule that throws',
      z.object({}).refine(() => {
        throw new Error('hunter2');
      }),
    ],
    ['a rule that is asynchronous', z.object({}).refine(async () => true)],
  ])('cannot check, by %s, are a problem too: the reply is paid and stays', (_title, schema) => {
    expect(problemOf(check('{}', schema))).toBe(
      'The arguments could not be checked, by a mistake in the tool itself. Nothing was run; take another way.',
    );
  });
});

describe('arguments that JSON would change on the way', () => {
  test.each(['9007199254740993', '-9007199254740993', '9007199254740992', '12345678901234567890'])(
    'such as the integer %s are refused before the schema',
    (integer) => {
      const problem = `The integer ${integer} is beyond 2^53 and would be changed on the way. Send it as a string.`;
      expect(problemOf(check(`{"deep":[{"id": ${integer}}]}`, z.object({ never: z.string() })))).toBe(problem);
    },
  );

  test.each([
    '9007199254740991',
    '-9007199254740991',
    '1e21',
    '1.7976931348623157e308',
    '0.1234567890123456789',
    '"9007199254740993"',
    '"a \\" 9007199254740993"',
    '"\\\\", "b": "9007199254740993"',
  ])('do not include %s', (json) => {
    expect(problemOf(check(`{"a": ${json}}`))).toBeUndefined();
  });

  test('reach the check through the API as Claude wrote them', async () => {
    const { reply } = await callRig([
      { toolUses: [{ name: 'look_up', input: {}, id: 'toolu_1', rawInput: '{"id":"7","page":90071992547409931}' }] },
    ]);
    expect((await reply(1)).calls).toEqual([
      { id: 'toolu_1', problem: expect.stringContaining('90071992547409931') as string },
    ]);
  });
});

describe('limits', () => {
  const nested = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

  test('of depth hold to the level', () => {
    expect(problemOf(check(nested(MAX_ARGUMENT_DEPTH)))).toBeUndefined();
    expect(problemOf(check(nested(MAX_ARGUMENT_DEPTH + 1)))).toBe(
      'The arguments nest 101 levels deep, and at most 100 are taken.',
    );
  });

  test('of size hold to the byte, and count bytes', () => {
    const sized = (bytes: number, letter: string): string =>
      `{"a":"${letter.repeat((bytes - 8) / Buffer.byteLength(letter))}"}`;
    expect(problemOf(check(sized(MAX_ARGUMENT_BYTES, 'x')))).toBeUndefined();
    expect(problemOf(check(sized(MAX_ARGUMENT_BYTES, 'ü')))).toBeUndefined();
    expect(problemOf(check(sized(MAX_ARGUMENT_BYTES + 1, 'x')))).toBe(
      'The arguments are 131073 bytes long, and at most 131072 are taken. Send less in one call.',
    );
  });

  test('end a megabyte before its schema is asked', () => {
    const asked = jest.fn(() => true);
    expect(problemOf(check(`{"a":"${'x'.repeat(1_000_000)}"}`, z.looseObject({}).refine(asked)))).toMatch(
      /^The arguments are 1000008 bytes long/,
    );
    expect(asked).not.toHaveBeenCalled();
  });
});

describe('strange but valid arguments', () => {
  test.each([
    '{"text":"Grüße 👋 \\u0000"}',
    '{"text":"\\ud83d"}',
    '{"":"empty key"}',
    '{"constructor":{"prototype":1},"toString":2}',
  ])('%s survive with their hash', (rawJson) => {
    expect(check(rawJson)).toEqual(accepted(JSON.parse(JSON.stringify(JSON.parse(rawJson))) as JsonObject));
  });

  test('`__proto__` pollutes nothing and gives a tool no argument that its schema did not see', () => {
    const schema = z.object({ admin: z.boolean().default(false) });
    expect(check('{"__proto__":{"admin":true}}', schema)).toEqual({
      ...accepted({ admin: false }),
      args: { admin: false },
    });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('`__proto__` is checked as it was sent when it comes through the API, too', async () => {
    const { reply } = await callRig([
      { toolUses: [{ name: 'look_up', input: {}, id: 'toolu_1', rawInput: '{"__proto__":{"id":"root"}}' }] },
    ]);
    expect((await reply(1)).calls).toEqual([{ id: 'toolu_1', problem: expect.stringContaining('- id: ') as string }]);
  });

  test.each(['[]', '"text"', 'null', '7'])('%s is no object, and refused', (rawJson) => {
    expect(problemOf(check(rawJson))).toBe('The arguments must be a JSON object.');
  });
});

test('arguments that break off are refused, though the SDK reads them as if they were whole', async () => {
  const { reply } = await callRig([
    {
      toolUses: [{ name: 'look_up', input: {}, id: 'toolu_1', rawInput: '{"id":"7","page":' }],
      stopReason: 'tool_use',
    },
  ]);
  expect((await reply(1)).calls).toEqual([
    { id: 'toolu_1', problem: 'The arguments are not complete JSON. Send them whole.' },
  ]);
});

test('a call of no tool is a problem', () => {
  expect(validateCall({ id: 'a', name: 'nope', input: {}, rawJson: '{}' }, undefined)).toEqual({
    id: 'a',
    problem: 'There is no tool `nope`.',
  });
});

test('scanJson passes over brackets in strings', () => {
  expect([scanJson('{"a":"[[[{{","b":[{}]}'), scanJson('')]).toEqual([{ depth: 3 }, { depth: 0 }]);
});
