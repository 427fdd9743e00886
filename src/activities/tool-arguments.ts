/**
 * What Claude wrote as arguments, checked once, in the activity that got the reply: against the limits of JSON in
 * transit, then against the tool's schema. What comes out is what rules, people and `run` see.
 */
import { canonicalJson, hashOf, utf8Length } from '../common/canonical-json';
import { isJsonObject, type JsonObject } from '../common/json';
import type { ValidatedCall } from '../common/wire';
import type { ArgumentSchema, CheckedArguments } from './argument-schema';
import type { RegisteredTool } from './tool-registry';

/** Deeper arguments are refused: every layer that walks JSON recursively gives up somewhere beyond. */
export const MAX_ARGUMENT_DEPTH = 100;

/** Arguments stand in history twice, and several calls of one reply are scheduled in one 4 MB transaction. */
export const MAX_ARGUMENT_BYTES = 128 * 1024;

/** More problems than this help nobody mend a call. */
const MAX_ISSUES_TOLD = 10;

/** One tool call as it came off the wire. */
export interface RawCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  /** The JSON text that the input was parsed from. */
  readonly rawJson: string;
}

/** Checks one call; a problem is worded for Claude to mend. `tool` is undefined where there is none of that name. */
export function validateCall(call: RawCall, tool: RegisteredTool | undefined): ValidatedCall {
  const problem = tool ? problemInTransit(call) : `There is no tool \`${call.name}\`.`;
  if (problem || !tool) return { id: call.id, problem: problem ?? '' };
  if (!isJsonObject(call.input)) return { id: call.id, problem: 'The arguments must be a JSON object.' };
  const checked = check(call.input, tool.definition.input);
  if (!checked)
    return {
      id: call.id,
      problem:
        'The arguments could not be checked, by a mistake in the tool itself. Nothing was run; take another way.',
    };
  if ('problems' in checked) return { id: call.id, problem: describeProblems(checked.problems) };
  const { args } = checked;
  const unchanged = canonicalJson(args) === canonicalJson(call.input);
  return { id: call.id, hash: hashOf(args), ...(!unchanged && { args }) };
}

/** Undefined where a rule of the schema throws or is asynchronous: the reply is paid, and must not be asked for again. */
function check(args: JsonObject, schema: ArgumentSchema): CheckedArguments | undefined {
  try {
    return schema.check(args);
  } catch {
    return undefined;
  }
}

/** How deep a JSON text nests, and the first integer in it that JavaScript can't hold; strings are passed over. */
export function scanJson(text: string): { depth: number; unsafeInteger?: string } {
  let depth = 0;
  let deepest = 0;
  let unsafeInteger: string | undefined;
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[[{]|[\]}]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  for (const [token] of text.matchAll(tokens)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
    else if (/^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token))) unsafeInteger ??= token;
  }
  return { depth: deepest, ...(unsafeInteger !== undefined && { unsafeInteger }) };
}

function problemInTransit({ rawJson }: RawCall): string | undefined {
  const bytes = utf8Length(rawJson);
  if (bytes > MAX_ARGUMENT_BYTES) {
    return `The arguments are ${bytes} bytes long, and at most ${MAX_ARGUMENT_BYTES} are taken. Send less in one call.`;
  }
  const { depth, unsafeInteger } = scanJson(rawJson);
  if (depth > MAX_ARGUMENT_DEPTH)
    return `The arguments nest ${depth} levels deep, and at most ${MAX_ARGUMENT_DEPTH} are taken.`;
  if (unsafeInteger)
    return `The integer ${unsafeInteger} is beyond 2^53 and would be changed on the way. Send it as a string.`;
  return isWhole(rawJson) ? undefined : 'The arguments are not complete JSON. Send them whole.';
}

/** The SDK reads a text that breaks off as if it were whole. */
function isWhole(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

function describeProblems(problems: readonly string[]): string {
  const told = problems.slice(0, MAX_ISSUES_TOLD).map((problem) => `- ${problem}`);
  const more = problems.length - told.length;
  return ['The arguments are not valid:', ...told, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}
