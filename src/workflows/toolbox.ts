/**
 * Which tools an agent may use, and the rules over them. Workflow code knows tools by their types only: at run time
 * nothing but names and rules is here, so the sandbox never loads what a tool imports.
 */
import type { Tool } from '../activities/tool';
import type { JsonObject } from '../common/json';
import { claudeName } from '../common/tool-name';
import type { TaintedRule } from './taint';

type ArgumentsByName<M> = {
  [K in keyof M as M[K] extends Tool<infer N, infer _> ? (string extends N ? never : N) : never]: M[K] extends Tool<
    string,
    infer A
  >
    ? A
    : never;
};

/** A name, or a name and the Ed25519 public key (64 hex digits) that its answers must be signed with. */
export type Approver = string | { readonly name: string; readonly publicKey: string };

/** Rules over one tool; workflow code, which no prompt can reach. */
export interface Rules<Args = JsonObject, Names extends string = string> {
  /** Calls of this tool in one `runAgent`; more are answered with a refusal. Default: no limit of its own. */
  readonly maxCalls?: number;
  /**
   * Tools of the same toolbox of which a call must have succeeded before, in this `runAgent` and in an earlier reply; an
   * error result is no success.
   */
  readonly after?: readonly Names[];
  /**
   * The same call of a `once` tool again, after one whose outcome nobody knows: `block` (the default) refuses it, `ask`
   * asks a person.
   */
  readonly onUnknown?: 'block' | 'ask';
  /**
   * A call that takes effect, once the run has read what strangers wrote: `ask` (the default) asks a person, `refuse` tells
   * Claude no, `allow` lets it run unless the run has also read sensitive data, and `allowWithSensitive` even then: say so
   * only of a tool whose arguments can carry nothing out, or to nobody who may not have it.
   */
  readonly tainted?: TaintedRule;
  /** Which calls wait for a person: all, or those for whose validated arguments the function returns true. */
  readonly approval?: 'always' | ((args: Args) => boolean);
  /**
   * Who may answer, by the names that they answer with. Default: anybody who may send the run an Update. With a key an
   * approver's answers count only when they are signed; then every approver needs one.
   */
  readonly approvers?: readonly Approver[];
  /** How long a person has, in milliseconds. Default: a day. */
  readonly expiresMs?: number;
  /**
   * When nobody answered: `refuse` (the default) tells Claude so, `fail` throws `ApprovalExpired` out of `runAgent`, and
   * `escalate` asks the `approvers` one after the other, each for `expiresMs`, before it refuses.
   */
  readonly onExpiry?: 'refuse' | 'escalate' | 'fail';
}

/** The tools of an agent in the order in which Claude sees them. */
export interface Toolbox {
  readonly rules: Readonly<Record<string, Rules>>;
}

/** Picks tools by name from a module of tools, imported as a type: `toolbox<typeof tools>({ findOrders: {} })`. */
export function toolbox<M>(rules: {
  readonly [N in keyof ArgumentsByName<M>]?: Rules<ArgumentsByName<M>[N], keyof ArgumentsByName<M> & string>;
}): Toolbox {
  const erased = rules as unknown as Record<string, Rules>; // the schema gave a rule the arguments that its type names
  const named = Object.entries(erased).map(([name, rule]) => [claudeName(name), withClaudeNames(rule)] as const);
  return Object.freeze({ rules: Object.freeze(Object.fromEntries(named)) });
}

function withClaudeNames(rule: Rules): Rules {
  return rule.after ? { ...rule, after: rule.after.map(claudeName) } : rule;
}
