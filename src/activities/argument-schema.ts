/** What a tool needs of a schema, whoever wrote it: what Claude gets to see, and a check of what Claude sends. */
import type { JsonObject } from '../common/json';

/** What a schema made of arguments: themselves with defaults filled in, or what is wrong, in words for Claude. */
export type CheckedArguments = { readonly args: JsonObject } | { readonly problems: readonly string[] };

/** A schema of arguments. */
export interface ArgumentSchema {
  /** JSON Schema for Claude. Throws a `TypeError` that says why the schema can't be used. */
  describe(): JsonObject;
  /** Checks arguments and leaves them as they are. May throw where a rule of the schema itself is wrong. */
  check(args: JsonObject): CheckedArguments;
}
