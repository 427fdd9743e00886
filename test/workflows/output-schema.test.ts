/** The schema of an output as the API takes it: what it does not know is told in words, what would change its meaning is refused. */
import { z } from 'zod';
import { checkStrictSchema } from '../../src/testing/simulator/checks/strict-schema';
import { outputSchemaOf } from '../../src/workflows/output-schema';

const deep = (schema: z.ZodType): z.ZodType => z.object({ outer: z.array(z.object({ it: schema })) });

describe('a schema is sent', () => {
  test('closed, with everything that it requires', () => {
    expect(
      outputSchemaOf(
        z.object({
          label: z.enum(['good', 'bad']).describe('How it is.'),
          note: z.string().nullable(),
          more: z.string().optional(),
        }),
      ),
    ).toEqual({
      type: 'object',
      properties: {
        label: { type: 'string', enum: ['good', 'bad'], description: 'How it is.' },
        note: { type: ['string', 'null'] },
        more: { type: 'string' },
      },
      required: ['label', 'note'],
      additionalProperties: false,
    });
  });

  test.each<[string, z.ZodType, object]>([
    [
      'bounds of a number',
      z.int().min(0).max(9).describe('Stars.'),
      { type: 'integer', description: 'Stars. {minimum: 0, maximum: 9}' },
    ],
    ['lengths of a text', z.string().min(2).max(5), { type: 'string', description: '{minLength: 2, maxLength: 5}' }],
    [
      'the length of a list',
      z.array(z.string()).max(3),
      { type: 'array', items: { type: 'string' }, description: '{maxItems: 3}' },
    ],
    ['a pattern', z.string().regex(/^a+$/), { type: 'string', description: '{pattern: "^a+$"}' }],
    ['a multiple', z.number().multipleOf(5), { type: 'number', description: '{multipleOf: 5}' }],
    [
      'a format that the API does not know',
      z.base64(),
      { type: 'string', description: '{format: "base64", contentEncoding: "base64"' },
    ],
  ])('with %s told in words', (_title, schema, expected) => {
    const sent = outputSchemaOf(z.object({ it: schema })) as { properties: { it: { description: string } } };
    const { description } = expected as { description: string };
    expect(sent.properties.it).toMatchObject({
      ...expected,
      description: expect.stringContaining(description) as string,
    });
    expect(Object.keys(sent.properties.it).sort()).toEqual(Object.keys(expected).sort());
  });

  test.each<[string, z.ZodType]>([
    ['an empty object', z.object({})],
    ['a union', z.union([z.string(), z.int()])],
    [
      'a discriminated union',
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a') }),
        z.object({ kind: z.literal('b'), at: z.int() }),
      ]),
    ],
    ['literals', z.literal(['a', 'b'])],
    ['null', z.null()],
    ['a default', z.string().default('x')],
    ['a strict object', z.strictObject({ a: z.string() })],
    ['an email', z.email()],
    ['a date as text', z.iso.datetime()],
    ['an id', z.uuid()],
    ['a link', z.url()],
    ['a cuid, a format of which the API knows nothing', z.cuid2()],
    ['base64', z.base64()],
    ['a jwt', z.jwt()],
    ['an ip range', z.cidrv4()],
    ['numbers of every kind', z.object({ a: z.int32(), b: z.float64(), c: z.number().positive().lt(9) })],
    ['a list with least and most', z.array(z.string()).min(2).max(3)],
    ['an object or null', z.object({ a: z.string() }).nullable()],
    ['an enum or null', z.enum(['a', 'b']).nullable()],
    ['a list of objects or null', z.array(z.object({ a: z.string() })).nullable()],
    ['objects of which each has a part', z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() }))],
    ['a branded text', z.string().brand('Id')],
    ['metadata', z.string().meta({ title: 'T', examples: ['a'], deprecated: true, id: 'Named' })],
  ])('with %s, and the API takes it', (_title, schema) => {
    expect(() => checkStrictSchema(outputSchemaOf(deep(schema)), 'schema')).not.toThrow();
  });

  test('with a tree that holds itself', () => {
    const node = z.object({
      name: z.string(),
      get children() {
        return z.array(node);
      },
    });
    expect(() => checkStrictSchema(outputSchemaOf(node), 'schema')).not.toThrow();
    expect(() => checkStrictSchema(outputSchemaOf(deep(node)), 'schema')).not.toThrow();
  });
});

describe('a schema is refused, with the path', () => {
  test.each<[string, z.ZodType, string]>([
    ['a record', z.record(z.string(), z.int()), '`propertyNames` (an intersection, tuple or record)'],
    [
      'an object with a catchall',
      z.object({}).catchall(z.string()),
      'a record: list its keys with z.object({ … }), or use an array of pairs',
    ],
    [
      'a loose object',
      z.looseObject({ a: z.string() }),
      'a record: list its keys with z.object({ … }), or use an array of pairs',
    ],
    ['a tuple', z.tuple([z.string(), z.int()]), '`prefixItems` (an intersection, tuple or record)'],
    [
      'an intersection',
      z.intersection(z.string().min(3), z.string().max(9)),
      '`allOf` (an intersection, tuple or record)',
    ],
    ['any', z.any(), '`any` or `unknown`'],
    ['unknown, described', z.unknown().describe('Whatever.'), '`any` or `unknown`'],
  ])('for %s', (_title, schema, what) => {
    expect(() => outputSchemaOf(deep(schema))).toThrow(
      new TypeError(
        `The output schema can't be sent as it is, at \`outer[].it\`: ${what} would lose its meaning on the way.`,
      ),
    );
  });

  test.each<[string, z.ZodType]>([
    ['a date', z.date()],
    ['a map', z.map(z.string(), z.string())],
    ['a bigint', z.bigint()],
  ])('for %s, which JSON does not have', (_title, schema) => {
    expect(() => outputSchemaOf(deep(schema))).toThrow(/^The output schema has no JSON Schema: /);
  });

  test.each<[string, z.ZodType]>([
    ['a text', z.string()],
    ['a list', z.array(z.object({}))],
    ['a union', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])],
  ])('for %s at the root', (_title, schema) => {
    expect(() => outputSchemaOf(schema)).toThrow(
      'at `(the whole)`: the API wants an object at the root: wrap it in z.object({ … })',
    );
  });
});
