/**
 * One field for each argument of a call, of the kind that the tool's JSON schema names: what a person sees, and what they
 * meant by what they left there. A field that was not touched keeps Claude's value to the byte.
 */
import type { OpenApproval } from '../../client/index';
import type { Json, JsonObject } from '../../common/index';
import { editableJson, isSeen } from './visible';

/** What one types into: a line of text, several, a number, one of some values, or JSON for all that is more than that. */
export type FieldKind = 'line' | 'text' | 'integer' | 'number' | 'choice' | 'json';

/** One argument. */
export interface Field {
  /** Of the form's field. */
  readonly id: string;
  /** Of the argument. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly description?: string;
  /** May be left out. */
  readonly isOptional: boolean;
  /** Claude's value as the field shows it; empty where it gave none. */
  readonly shown: string;
  /** Of a choice, as JSON. */
  readonly choices: readonly string[];
}

interface Property {
  readonly type?: unknown;
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly description?: unknown;
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** The fields of a call, in the order of its tool's schema; of what Claude sent where the schema is not known. */
export function fieldsOf({ args, schema = {} }: Pick<OpenApproval, 'args' | 'schema'>): readonly Field[] {
  const properties = objectIn(schema['properties']);
  const required = Array.isArray(schema['required']) ? schema['required'] : Object.keys(args);
  const names = [...new Set([...Object.keys(properties), ...Object.keys(args)])];
  return names.map((name, at) => {
    const property: Property = Object.hasOwn(properties, name) ? objectIn(properties[name]) : {};
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    const kind = kindOf(property, value);
    const { description } = property;
    return {
      ...{ id: `arg${at}`, name, kind },
      ...(typeof description === 'string' && { description }),
      isOptional: !required.includes(name),
      shown: shownAs(kind, value),
      choices: kind === 'choice' ? choicesOf(property, value) : [],
    };
  });
}

/** The arguments that a person means; throws what is wrong with a field, by the argument's name. */
export function argsFrom(question: Pick<OpenApproval, 'args' | 'schema'>, typed: (id: string) => string): JsonObject {
  const args = new Map(Object.entries(question.args));
  for (const field of fieldsOf(question)) {
    const text = typed(field.id).replaceAll('\r\n', '\n'); // forms send lines so
    if (text === field.shown) continue;
    const value = valueOf(field, text);
    if (value === undefined) args.delete(field.name);
    else args.set(field.name, value);
  }
  return Object.fromEntries<Json | undefined>(args);
}

function valueOf({ name, kind, isOptional }: Field, text: string): Json | undefined {
  const isText = kind === 'line' || kind === 'text';
  if (text === '' && (isOptional || !isText)) return undefined; // where it is needed, the tool's schema says so
  if (isText) return text;
  if (kind === 'integer' || kind === 'number') return numberIn(name, text.trim());
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new Error(`\`${name}\` is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

function numberIn(name: string, text: string): number {
  const value = Number(text);
  if (!NUMBER.test(text) || !Number.isFinite(value))
    throw new Error(`\`${name}\` must be a number such as 12 or 0.5, not \`${text}\`.`);
  if (/^-?\d+$/.test(text) && !Number.isSafeInteger(value))
    throw new Error(`\`${name}\` is beyond the numbers that are kept exactly: \`${text}\`.`);
  return value;
}

/** By the schema where the value agrees with it, else by the value. Text that would be unseen is JSON, where it is escaped. */
function kindOf(property: Property, value: unknown): FieldKind {
  const type = property.type ?? (Number.isInteger(value) ? 'integer' : typeof value);
  if (type === 'boolean' || Array.isArray(property.enum) || property.const !== undefined) return 'choice';
  if ((type === 'integer' || type === 'number') && (value === undefined || typeof value === 'number')) return type;
  if (type !== 'string' || !(value === undefined || (typeof value === 'string' && isSeen(value)))) return 'json';
  return value?.includes('\n') || (value?.length ?? 0) > LINE_CHARACTERS ? 'text' : 'line';
}

/** What fits into one line of the page. */
const LINE_CHARACTERS = 60;

function shownAs(kind: FieldKind, value: unknown): string {
  if (value === undefined) return '';
  if (kind === 'choice') return JSON.stringify(value);
  return kind === 'json' ? editableJson(value) : String(value);
}

/** What Claude chose is among them, whatever it is. */
function choicesOf(property: Property, value: unknown): readonly string[] {
  const allowed: readonly unknown[] = Array.isArray(property.enum)
    ? property.enum
    : property.const !== undefined
      ? [property.const]
      : [true, false];
  return [...new Set([...allowed, ...(value === undefined ? [] : [value])].map((one) => JSON.stringify(one)))];
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
