/** What `dw doctor` says about one thing: whether it is well, and what would mend it. */

/** A warning costs something and breaks nothing. */
export type Health = 'ok' | 'warning' | 'problem';

/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  readonly health: Health;
  /** What was found and, unless all is well, the cure. */
  readonly message: string;
}

/** All is well. */
export function ok(check: string, message: string): Finding {
  return { check, health: 'ok', message };
}

/** It works, at a price. */
export function warning(check: string, message: string): Finding {
  return { check, health: 'warning', message };
}

/** It does not work. */
export function problem(check: string, error: unknown): Finding {
  return { check, health: 'problem', message: error instanceof Error ? error.message : String(error) };
}

/** What `look` found, or what it threw: errors of this package say their cure. */
export async function examined(check: string, look: () => string | Promise<string>): Promise<Finding> {
  try {
    return ok(check, await look());
  } catch (error) {
    return problem(check, error);
  }
}
