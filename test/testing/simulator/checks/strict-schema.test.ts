/** Output formats that the API refuses, each breaking one rule. */
import { closeAll, type RefusalCase, refusals } from '../rig';

const format = (schema: object): object => ({ output_config: { format: { type: 'json_schema', schema } } });
const closed = (properties: object): object => ({ type: 'object', properties, additionalProperties: false });

const FORMAT: readonly RefusalCase[] = [
  [
    'an array at the root',
    format({ type: 'array', items: { type: 'string' } }),
    "output_config.format.schema: The root of the schema must be of type 'object'",
  ],
  [
    'an open object',
    format({ type: 'object', properties: {} }),
    "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
  ],
  [
    'an open object further in',
    format(closed({ a: { type: 'array', items: { type: 'object' } } })),
    "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
  ],
  [
    'bounds of a number',
    format(closed({ a: { type: 'integer', minimum: 1, maximum: 9 } })),
    "output_config.format.schema: For 'integer' type, properties maximum, minimum are not supported",
  ],
  [
    'a length of a string',
    format(closed({ a: { type: 'string', maxLength: 9 } })),
    "output_config.format.schema: For 'string' type, properties maxLength are not supported",
  ],
  [
    'a size of an array',
    format(closed({ a: { type: 'array', maxItems: 9 } })),
    "output_config.format.schema: For 'array' type, properties maxItems are not supported",
  ],
  [
    'more than one item at least',
    format(closed({ a: { type: 'array', minItems: 2 } })),
    "output_config.format.schema: For 'array' type, 'minItems' values other than 0 or 1 are not supported",
  ],
  [
    'an unknown string format',
    format(closed({ a: { type: 'string', format: 'iban' } })),
    "output_config.format.schema: For 'string' type, format 'iban' is not supported",
  ],
  [
    'oneOf',
    format(closed({ a: { oneOf: [{ type: 'string' }] } })),
    "output_config.format.schema: Schema type 'oneOf' is not supported",
  ],
];

describe('checkStrictSchema', () => {
  afterEach(closeAll);

  refusals(FORMAT);
});
