/**
 * Which tools an agent may use, and the rules over them. Workflow code knows tools by their types only: at run time
 * nothing but names and rules is here, so the sandbox never loads what a tool imports.
 */
import type { Tool } from '../activities/tool';
import { claudeName } from '../common/tool-name';

type ArgumentsByName<M> = {
  [K in keyof M as M[K] extends Tool<infer N, infer _> ? (string extends N ? never : N) : never]: M[K] extends Tool<
    string,
    infer A
  >
    ? A
    : never;
};

/** Rules over one tool; workflow code, which no prompt can reach. */
export interface Rules {
  /** Calls of this tool in one `runAgent`; more are answered with a refusal. Default: no limit of its own. */
  readonly maxCalls?: number;
}

/** The tools of an agent in the order in which Claude sees them. */
export interface Toolbox {
  readonly rules: Readonly<Record<string, Rules>>;
}

/** Picks tools by name from a module of tools, imported as a type: `toolbox<typeof tools>({ findOrders: {} })`. */
export function toolbox<M>(rules: { readonly [N in keyof ArgumentsByName<M>]?: Rules }): Toolbox {
  const named = Object.entries(rules as Record<string, Rules>).map(([name, rule]) => [claudeName(name), rule] as const);
  return Object.freeze({ rules: Object.freeze(Object.fromEntries(named)) });
}
