/** Arguments by a zod schema, as `defineTool` takes it. */
import { z } from 'zod';
import type { JsonObject } from '../common/json';
import type { ArgumentSchema } from './argument-schema';

/**
 * The schema of what Claude may send (defaults are optional), refused where the way back would lose something: a
 * transform, a date, a map have no JSON, so `run` would not get what the history shows.
 */
export function zodArguments(input: z.ZodObject): ArgumentSchema {
  return {
    describe: () => {
      try {
        z.toJSONSchema(input, { io: 'output' });
        const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' });
        return schema as JsonObject; // zod's type is wider than the JSON it returns
      } catch (cause) {
        const message = `its input schema does not survive JSON (${(cause as Error).message}): use plain JSON types there, and transform inside \`run\``;
        throw new TypeError(message, { cause });
      }
    },
    check: (args) => {
      const { data, error } = input.safeParse(args);
      if (!error) return { args: JSON.parse(JSON.stringify(data)) as JsonObject }; // the schema is known to survive JSON
      return { problems: error.issues.map(({ path, message }) => `${pathOf(path)}: ${message}`) };
    },
  };
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '(the whole)' : path.map(String).join('.');
}
