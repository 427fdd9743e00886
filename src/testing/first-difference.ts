/** Where two values of JSON differ: a path for a person to look at, since a long conversation is not read twice. */
import { isJsonObject } from '../common/json';

/** The path of the first difference, such as `0.messages.2.content.0.text`; undefined where the two are equal. */
export function firstDifference(one: unknown, other: unknown, path: readonly string[] = []): string | undefined {
  if (isComposite(one) && isComposite(other) && Array.isArray(one) === Array.isArray(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const found = firstDifference(memberOf(one, key), memberOf(other, key), [...path, key]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return Object.is(one, other) ? undefined : path.join('.') || '(the whole)';
}

function isComposite(value: unknown): value is object {
  return Array.isArray(value) || isJsonObject(value);
}

function memberOf(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
