/** Checks on the JSON schemas that constrain the model: `output_config.format` and tools with `strict`. */
import { invalid } from '../api-refusal';
import { isObject, type JsonObject } from '../json';

const ANYWHERE = [
  'type',
  'title',
  'description',
  'enum',
  'const',
  'default',
  'anyOf',
  'allOf',
  '$ref',
  '$defs',
  '$schema',
  'definitions',
];
const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems'],
  string: ['format', 'pattern'],
};
const FORMATS = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'];

/** Checks a schema and everything inside it; the root must be an object. */
export function checkStrictSchema(schema: unknown, path: string): void {
  if (!isObject(schema) || schema['type'] !== 'object') {
    throw invalid(`${path}: The root of the schema must be of type 'object'`);
  }
  checkPart(schema, path);
}

function checkPart(schema: unknown, path: string): void {
  if (!isObject(schema)) throw invalid(`${path}: Invalid schema: expected an object`);
  if (schema['oneOf'] !== undefined) throw invalid(`${path}: Schema type 'oneOf' is not supported`);
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  checkKeywords(schema, types, path);
  if (types.includes('object') && schema['additionalProperties'] !== false) {
    throw invalid(`${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
  if (schema['minItems'] !== undefined && schema['minItems'] !== 0 && schema['minItems'] !== 1) {
    throw invalid(`${path}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`);
  }
  if (schema['format'] !== undefined && !FORMATS.includes(String(schema['format']))) {
    throw invalid(`${path}: For 'string' type, format '${String(schema['format'])}' is not supported`);
  }
  for (const part of partsOf(schema)) checkPart(part, path);
}

function checkKeywords(schema: JsonObject, types: readonly string[], path: string): void {
  const allowed = [...ANYWHERE, ...types.flatMap((type) => BY_TYPE[type] ?? [])];
  const foreign = Object.keys(schema).filter((keyword) => !allowed.includes(keyword));
  if (foreign.length === 0) return;
  throw invalid(
    `${path}: For '${types.join(', ') || 'any'}' type, properties ${foreign.sort().join(', ')} are not supported`,
  );
}

function partsOf(schema: JsonObject): unknown[] {
  const named = ['properties', '$defs', 'definitions'].flatMap((keyword) => {
    const parts = schema[keyword];
    return isObject(parts) ? Object.values(parts) : [];
  });
  const listed = ['anyOf', 'allOf'].flatMap((keyword) => {
    const parts: unknown = schema[keyword];
    return Array.isArray(parts) ? (parts as unknown[]) : [];
  });
  return [...named, ...listed, ...(schema['items'] === undefined ? [] : [schema['items']])];
}
