import { defineJsonTool, type JsonArgs } from '../../src/activities';
import { registerTools } from '../../src/activities/tool-registry';
import { validateCall } from '../../src/activities/tool-arguments';

const MANY = 1_000;

const base = { name: 'order', description: 'Orders.', effect: 'read', run: async (args: JsonArgs) => args } as const;

const properties = {
  product: { type: 'string', minLength: 1 },
  packets: { type: 'integer', default: 1, maximum: 50 },
  due: { type: 'string', format: 'date' },
};

const order = { type: 'object', properties, required: ['product'], additionalProperties: false };

const registered = (inputSchema: object) =>
  registerTools({ tool: defineJsonTool({ ...base, inputSchema }) }).get('order');

const validated = (input: object, schema: object = order) =>
  validateCall({ id: 'toolu_1', name: 'order', input, rawJson: JSON.stringify(input) }, registered(schema));

test('Claude gets the schema as it was given, without its dialect', () => {
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  expect(registered({ $schema, ...order })?.offer.inputSchema).toEqual(order);
});

describe('arguments', () => {
  test('are taken as they are where they fit', () => {
    const call = validated({ product: 'tea', packets: 2 });
    expect(call).toEqual({ id: 'toolu_1', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('get defaults, and Claude’s own stay unchanged', () => {
    const input = { product: 'tea' };
    expect(validated(input)).toMatchObject({ args: { product: 'tea', packets: 1 } });
    expect(input).toEqual({ product: 'tea' });
  });

  test.each<[object, RegExp]>([
    [{}, /\(the whole\): must have required property 'product'/],
    [{ product: 'tea', packets: '2' }, /packets: must be integer/],
    [{ product: 'tea', due: 'soon' }, /due: must match format "date"/],
    [{ product: 'tea', colour: 'green' }, /must NOT have additional properties \(colour\)/],
    [{ product: '', packets: 99 }, /product: [^]*packets: must be <= 50/],
  ])('that do not fit are told to Claude: %j', (input, words) => {
    expect(validated(input)).toMatchObject({ problem: expect.stringMatching(words) });
  });
});

test.each<[string, object, RegExp]>([
  ['no object at the root', { type: 'string' }, /`type: "object"` at its root/],
  [
    'a mistake, with its place',
    { type: 'object', properties: { a: { type: 'strng' } } },
    /\/properties\/a\/type must be/,
  ],
  [
    'another dialect',
    { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' },
    /draft-07\/schema#`; only/,
  ],
  [
    'a reference to elsewhere',
    { type: 'object', properties: { a: { $ref: 'https://e.f/a' } } },
    /can't resolve reference/,
  ],
  ['a property that the API refuses', { type: 'object', properties: { 'a b': {} } }, /property names of .* not `a b`/],
])('a schema with %s is refused when the worker starts', (_, schema, words) => {
  expect(() => registered(schema)).toThrow(words);
});

test('two schemas may have the same $id', () => {
  const inputSchema = { $id: 'https://e.f/same', ...order };
  const tools = {
    a: defineJsonTool({ ...base, name: 'a', inputSchema }),
    b: defineJsonTool({ ...base, name: 'b', inputSchema }),
  };
  expect(registerTools(tools).size).toBe(2);
});

test('a name that the API refuses is mapped, and Claude is told the tool’s own', () => {
  const tool = defineJsonTool({ ...base, name: 'crm/customer.lookup', inputSchema: order });
  const [[name, { offer }] = ['', { offer: undefined }]] = [...registerTools({ tool })];
  expect(name).toMatch(/^crm_customer_lookup_[0-9a-f]{20}$/);
  expect(offer?.description).toBe('Orders.\n(Its own name is "crm/customer.lookup".)');
});

test('a thousand tools register, names of every kind', () => {
  const tools = Array.from({ length: MANY }, (_, at) =>
    defineJsonTool({ ...base, name: `${'very/long '.repeat(9)}${at}`, inputSchema: order }),
  );
  expect(registerTools({ ...tools }).size).toBe(MANY);
});
