/** Arguments by a plain JSON Schema (2020-12), as tools from elsewhere come with it. */
import addFormats from 'ajv-formats';
import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import { isJsonObject, type JsonObject } from '../common/json';
import type { ArgumentSchema } from './argument-schema';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const OPTIONS = { allErrors: true, useDefaults: true, strict: false, logger: false } as const;

/** Knows schemas of schemas only, and compiles those once for all tools; they would take most of the time. */
let dialect: Ajv2020 | undefined;

/** The schema as given; nothing is converted, defaults are filled in. References must stay inside the schema. */
export function jsonArguments(schema: object): ArgumentSchema {
  let validate: ValidateFunction | undefined;
  const compiled = (): ValidateFunction => (validate ??= compile(schema));
  return {
    describe: () => {
      compiled();
      const { $schema: _, ...rest } = JSON.parse(JSON.stringify(schema)) as JsonObject; // valid JSON Schema is JSON
      return rest;
    },
    check: (args) => {
      const filled = JSON.parse(JSON.stringify(args)) as JsonObject; // ajv fills defaults in place
      if (compiled()(filled)) return { args: filled };
      return { problems: (compiled().errors ?? []).map(wordsOf) };
    },
  };
}

function compile(schema: object): ValidateFunction {
  if (!isJsonObject(schema) || schema['type'] !== 'object') {
    throw new TypeError('its inputSchema must be a JSON Schema with `type: "object"` at its root');
  }
  if (schema['$schema'] !== undefined && String(schema['$schema']).replace(/#$/, '') !== DIALECT) {
    throw new TypeError(`its inputSchema is written in \`${String(schema['$schema'])}\`; only ${DIALECT} is read`);
  }
  dialect ??= withFormats(new Ajv2020(OPTIONS));
  if (!dialect.validateSchema(schema)) {
    const problems = (dialect.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? ''}`);
    throw new TypeError(`its inputSchema is not valid JSON Schema: ${problems.join('; ')}`);
  }
  // One for each schema: two schemas may have the same $id, and one that is not used any more can be forgotten.
  const ajv = withFormats(new Ajv2020({ ...OPTIONS, validateSchema: false }));
  try {
    return ajv.compile(schema);
  } catch (cause) {
    throw new TypeError(`its inputSchema can't be used: ${(cause as Error).message}`, { cause });
  }
}

function withFormats(ajv: Ajv2020): Ajv2020 {
  addFormats(ajv);
  return ajv;
}

/** `items.0.price: must be number`; what is missing or too much is named. */
function wordsOf({ instancePath, message = 'is not valid', params }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll('/', '.') || '(the whole)';
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] };
  const more = additionalProperty ?? (allowedValues && JSON.stringify(allowedValues));
  return `${path}: ${message}${more === undefined ? '' : ` (${more})`}`;
}
