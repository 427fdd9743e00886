/** Tools and choices that the API refuses, each breaking one rule. */
import { assistant, call, closeAll, type RefusalCase, refusals, result, text, TOOL, user } from '../rig';

const SONNET = { model: 'claude-sonnet-5-5' };
const HI = user(text('Hello'));
const tool = (change: object): object => ({ tools: [{ ...TOOL, ...change }] });
const NO_FORCING = 'tool_choice: type "tool" and "any" are not supported for this model.';
const EXTRA = 'Extra inputs are not permitted';

const TOOLS: readonly RefusalCase[] = [
  [
    'tool blocks without tools',
    { messages: [HI, assistant(call('a')), user(result('a'))] },
    'Requests which include `tool_use` or `tool_result` blocks must define tools',
  ],
  ['two tools of one name', { tools: [TOOL, TOOL] }, 'tools: Tool names must be unique.'],
  [
    'a tool name with a dot',
    tool({ name: 'a.b' }),
    "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
  ],
  [
    'a tool name of 65 characters',
    tool({ name: 'a'.repeat(65) }),
    "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
  ],
  ['a tool without schema', tool({ input_schema: undefined }), 'tools.0.custom.input_schema: Field required'],
  ['a schema without type', tool({ input_schema: {} }), 'tools.0.custom.input_schema.type: Field required'],
  [
    'a schema that is no object',
    tool({ input_schema: { type: 'array' } }),
    "tools.0.custom.input_schema.type: Input should be 'object'",
  ],
  [
    'a union at the root of a schema',
    tool({ input_schema: { type: 'object', anyOf: [] } }),
    'tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level',
  ],
  [
    'a property name with a space',
    tool({ input_schema: { type: 'object', properties: { 'a b': {} } } }),
    "tools.0.custom.input_schema.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'",
  ],
  [
    'an open schema of a strict tool',
    tool({ strict: true }),
    "tools.0.custom: For 'object' type, 'additionalProperties' must be explicitly set to false",
  ],
  ['an unknown field of a tool', tool({ run: 'x' }), `tools.0.custom.run: ${EXTRA}`],
  [
    'a tool of an unknown type',
    tool({ type: 'magic' }),
    "tools.0: Input tag 'magic' found using 'type' does not match any of the expected tags",
  ],
  [
    'a choice without tools',
    { tool_choice: { type: 'none' } },
    'tool_choice: `tool_choice` may only be specified while providing `tools`.',
  ],
  ['a forced choice', { tools: [TOOL], tool_choice: { type: 'any' } }, NO_FORCING],
  ['a forced tool', { tools: [TOOL], tool_choice: { type: 'tool', name: 'look_up' } }, NO_FORCING],
  [
    'a forced tool that is unknown',
    { ...SONNET, tools: [TOOL], tool_choice: { type: 'tool', name: 'x' } },
    "Tool 'x' not found in provided tools",
  ],
  [
    'a forced tool while thinking',
    { ...SONNET, tools: [TOOL], tool_choice: { type: 'any' }, thinking: { type: 'adaptive' } },
    'Thinking may not be enabled when tool_choice forces tool use.',
  ],
];

describe('tool checks', () => {
  afterEach(closeAll);

  refusals(TOOLS);
});
