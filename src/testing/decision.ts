/**
 * What a reply of Claude decides: which tools with which arguments, or which answer. Pure. How a text is worded is no
 * decision, so replies that decide the same are equal here.
 */
import { isJsonObject, type Json, type JsonObject } from '../common/json';
import type { CallResult } from '../common/wire';
import { finalText } from '../workflows/answer';

/** One tool call as its schema took it. */
export interface DecidedCall {
  readonly tool: string;
  readonly args: Json;
}

/** A decision: calls in the order of the reply; an answer, where the agent has a schema with its output; or why there is neither. */
export type Decision =
  | { readonly kind: 'tools'; readonly calls: readonly DecidedCall[] }
  | { readonly kind: 'answer'; readonly output?: Json }
  | { readonly kind: 'none'; readonly why: string };

/** What of a decision counts. */
export interface Comparison {
  /** Of the agent's output: its free texts are wording. */
  readonly outputSchema?: JsonObject | undefined;
  /** Arguments that don't count, such as `draftReply.text`. */
  readonly ignore?: readonly string[];
}

/** Stands for any text where texts are not compared. */
const ANY_TEXT = '(text)';

/** The decision of a reply. */
export function decisionOf(
  { content, stopReason, calls }: Pick<CallResult, 'content' | 'stopReason' | 'calls'>,
  hasSchema: boolean,
): Decision {
  const uses = content.filter(({ type }) => type === 'tool_use');
  if (stopReason === 'tool_use' && uses.length > 0) {
    const validated = new Map(calls.map((call) => [call.id, 'args' in call ? call.args : undefined]));
    return {
      kind: 'tools',
      calls: uses.map(({ id, name, input }) => ({
        tool: String(name),
        args: validated.get(String(id)) ?? input ?? {},
      })),
    };
  }
  if (stopReason !== 'end_turn' && stopReason !== 'stop_sequence') return { kind: 'none', why: stopReason };
  if (!hasSchema) return { kind: 'answer' };
  try {
    return { kind: 'answer', output: JSON.parse(finalText({ content })) as Json };
  } catch {
    return { kind: 'none', why: 'an answer that is not JSON' };
  }
}

/** The part of a decision that another one has to share; parallel calls have no order. */
export function comparable(decision: Decision, { outputSchema, ignore = [] }: Comparison): Decision {
  if (decision.kind === 'none') return decision;
  if (decision.kind === 'answer')
    return decision.output === undefined || !outputSchema
      ? { kind: 'answer' }
      : { kind: 'answer', output: withoutWording(decision.output, outputSchema) };
  const calls = decision.calls.map(({ tool, args }) => ({ tool, args: without(args, tool, ignore) }));
  return { kind: 'tools', calls };
}

function without(args: Json, tool: string, ignore: readonly string[]): Json {
  if (!isJsonObject(args)) return args;
  return Object.fromEntries(Object.entries(args).filter(([name]) => !ignore.includes(`${tool}.${name}`)));
}

/** Texts that the schema leaves open are all the same; whether there is one counts. */
function withoutWording(value: Json, schema: JsonObject): Json {
  const branches = (schema['anyOf'] as readonly JsonObject[] | undefined) ?? [schema]; // wire seam: `outputSchemaOf` wrote it
  if (typeof value === 'string') return branches.some(isFreeText) ? ANY_TEXT : value;
  if (Array.isArray(value)) {
    const items = branches.map((branch) => branch['items']).find(isJsonObject);
    return items
      ? (value as readonly Json[]).map((item) => withoutWording(item, items))
      : [...(value as readonly Json[])];
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => {
    const own = branches
      .map((branch) => branch['properties'])
      .find((one) => isJsonObject(one) && Object.hasOwn(one, name));
    const of = isJsonObject(own) ? own[name] : undefined;
    return [name, isJsonObject(of) ? withoutWording(member ?? null, of) : member] as const;
  });
  return Object.fromEntries(members);
}

function isFreeText({ type, enum: choices, const: only, format }: JsonObject): boolean {
  return [type].flat().includes('string') && choices === undefined && only === undefined && format === undefined;
}
