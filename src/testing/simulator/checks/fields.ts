/** The engine of the shape checks: which fields a JSON object must and may have, refused in pydantic's words. */
import { invalid } from '../api-refusal';
import { isObject, type JsonObject } from '../json';

/** Throws a refusal that names `path` when `value` is not what belongs there. */
export type Check = (value: unknown, path: string) => void;

/** The fields of an object: those it must have, and those it may have. */
export interface Fields {
  readonly required?: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
}

/** Joins a path and a field; the root has the empty path. */
export function join(path: string, field: string | number): string {
  return path === '' ? String(field) : `${path}.${field}`;
}

/** Checks one object: missing fields first, then each field, then fields that are not permitted. */
export function checkFields(value: unknown, path: string, fields: Fields): asserts value is JsonObject {
  dictionary(value, path);
  const required = fields.required ?? {};
  const known = { ...required, ...fields.optional };
  for (const name of Object.keys(required)) {
    if (value[name] === undefined) throw invalid(`${join(path, name)}: Field required`);
  }
  for (const [name, check] of Object.entries(known)) {
    if (value[name] !== undefined) check(value[name], join(path, name));
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(known, name)) throw invalid(`${join(path, name)}: Extra inputs are not permitted`);
  }
}

/** Anything goes. */
export const anything: Check = () => undefined;

/** A JSON object. */
export function dictionary(value: unknown, path: string): asserts value is JsonObject {
  if (!isObject(value)) throw invalid(`${path === '' ? 'body' : path}: Input should be a valid dictionary`);
}

/** A string. */
export const text: Check = (value, path) => {
  if (typeof value !== 'string') throw invalid(`${path}: Input should be a valid string`);
};

/** A boolean. */
export const flag: Check = (value, path) => {
  if (typeof value !== 'boolean') throw invalid(`${path}: Input should be a valid boolean`);
};

/** An integer of at least `least`. */
export function integer(least: number): Check {
  return (value, path) => {
    if (!Number.isInteger(value)) throw invalid(`${path}: Input should be a valid integer`);
    if (Number(value) < least) throw invalid(`${path}: Input should be greater than or equal to ${least}`);
  };
}

/** One of some words. */
export function oneOf(...words: readonly string[]): Check {
  return (value, path) => {
    if (typeof value === 'string' && words.includes(value)) return;
    throw invalid(`${path}: Input should be ${words.map((word) => `'${word}'`).join(' or ')}`);
  };
}

/** An array, each item checked. */
export function list(item: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) throw invalid(`${path}: Input should be a valid list`);
    value.forEach((entry, index) => item(entry, join(path, index)));
  };
}

/** Null, or what the check accepts. */
export function nullable(check: Check): Check {
  return (value, path) => {
    if (value !== null) check(value, path);
  };
}

/** A string, or what the check accepts. */
export function textOr(check: Check): Check {
  return (value, path) => {
    if (typeof value !== 'string') check(value, path);
  };
}

/** An object with exactly these fields. */
export function object(fields: Fields): Check {
  return (value, path) => checkFields(value, path, fields);
}

/** An object whose `type` picks its fields; the tag becomes part of the path, as in `content.0.text.foo`. */
export function tagged(tags: Readonly<Record<string, Fields>>): Check {
  return (value, path) => {
    dictionary(value, path);
    const tag = value['type'];
    if (tag === undefined) throw invalid(`${join(path, 'type')}: Field required`);
    const fields = typeof tag === 'string' && Object.hasOwn(tags, tag) ? tags[tag] : undefined;
    if (!fields) {
      const expected = Object.keys(tags).map((name) => `'${name}'`);
      throw invalid(
        `${path}: Input tag '${String(tag)}' found using 'type' does not match any of the expected tags: ${expected.join(', ')}`,
      );
    }
    checkFields(value, join(path, String(tag)), { ...fields, required: { ...fields.required, type: anything } });
  };
}
