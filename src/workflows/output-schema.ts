/**
 * The JSON Schema of an agent's output as the API's structured outputs take it. They know fewer keywords than zod, so some
 * move into the description (zod checks them afterwards), and what would silently change its meaning is refused.
 */
import { z } from 'zod';
import type { JsonObject } from '../common/json';

type Schema = { [key: string]: unknown };

/** Keywords that stay; every other one is told to Claude in words. */
const KEPT = new Set(['type', 'enum', 'const', 'description', 'title', '$ref', 'default']);

/** Formats that the API knows; it refuses others. */
const FORMATS = new Set<unknown>([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

/** The schema to send. Throws a `TypeError` that names the path of what can't be sent. */
export function outputSchemaOf(output: z.ZodType): JsonObject {
  let schema: Schema;
  try {
    schema = z.toJSONSchema(output, { io: 'input' });
  } catch (cause) {
    throw new TypeError(`The output schema has no JSON Schema: ${(cause as Error).message}.`, { cause });
  }
  delete schema['$schema'];
  if (schema['type'] !== 'object')
    throw refused('(the whole)', 'the API wants an object at the root: wrap it in z.object({ … })');
  return closed(schema, '') as JsonObject;
}

function closed(schema: Schema, path: string): Schema {
  const kept: Schema = {};
  const told: string[] = [];
  for (const [key, value] of Object.entries(schema)) {
    if (KEPT.has(key) || (key === 'format' && FORMATS.has(value))) kept[key] = value;
    else if (key === 'items') kept['items'] = closed(value as Schema, `${path}[]`);
    else if (key === 'properties' || key === '$defs') kept[key] = each(value as Record<string, Schema>, path);
    else if (key === 'anyOf' || key === 'oneOf') kept['anyOf'] = (value as Schema[]).map((one) => closed(one, path));
    else if (key === 'required') kept['required'] = value;
    else if (key === 'additionalProperties') requireClosed(value, path);
    else if (['allOf', 'prefixItems', 'propertyNames', 'not'].includes(key))
      throw refused(path, `\`${key}\` (an intersection, tuple or record)`);
    else told.push(`${key}: ${JSON.stringify(value)}`);
  }
  if (Object.keys(kept).every((key) => key === 'description' || key === 'default'))
    throw refused(path, '`any` or `unknown`');
  if ([kept['type']].flat().includes('object'))
    Object.assign(kept, { additionalProperties: false, required: kept['required'] ?? [] });
  if (told.length > 0) kept['description'] = [kept['description'], `{${told.join(', ')}}`].filter(Boolean).join(' ');
  return kept;
}

function each(schemas: Record<string, Schema>, path: string): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, closed(schema, path ? `${path}.${name}` : name)]),
  );
}

function requireClosed(value: unknown, path: string): void {
  if (value !== false) throw refused(path, 'a record: list its keys with z.object({ … }), or use an array of pairs');
}

function refused(path: string, what: string): TypeError {
  return new TypeError(
    `The output schema can't be sent as it is, at \`${path || '(the whole)'}\`: ${what} would lose its meaning on the way.`,
  );
}
