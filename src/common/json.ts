/** The JSON that crosses every boundary, and the type that keeps anything else out at compile time. */

/** A value that survives JSON unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** `T` where it survives JSON unchanged; `never` for functions, dates, maps and sets inside it. */
export type Jsonable<T> = [T] extends [Json | undefined | void]
  ? T
  : T extends string | number | boolean | null | undefined | void
    ? T
    : T extends (...args: never[]) => unknown
      ? never
      : T extends Date | Map<unknown, unknown> | Set<unknown>
        ? never
        : { [K in keyof T]: Jsonable<T[K]> };

/** The arguments of one tool call, after validation. */
export type JsonObject = { readonly [key: string]: Json | undefined };

/** A non-array object: what a tool call's arguments and most wire values must be. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
