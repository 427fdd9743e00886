/** Checks on tools: their shape and names, and how `tool_choice` and the messages may refer to them. */
import { invalid } from '../api-refusal';
import { isObject, type JsonObject } from '../json';
import type { Model } from '../models';
import type { MessagesRequest } from '../request';
import { cacheMarker } from './cache-markers';
import { anything, checkFields, dictionary, type Fields, flag, join, list, nullable, text } from './fields';
import { checkStrictSchema } from './strict-schema';

const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const PROPERTY_NAME = /^[a-zA-Z0-9_.-]{1,64}$/;
/** Tools that Anthropic defines; their settings are not checked here. */
const SERVER_TOOL =
  /^(bash|text_editor|memory|computer_toolset|browser_toolset|code_execution|web_\w+|tool_search_tool_\w+)_\d{8}$/;

const customTool: Fields = {
  required: { name: text, input_schema: dictionary },
  optional: {
    type: anything,
    description: text,
    cache_control: cacheMarker,
    strict: flag,
    eager_input_streaming: nullable(flag),
    defer_loading: flag,
    allowed_callers: list(text),
    input_examples: list(dictionary),
  },
};

/** Checks one entry of `tools`. */
export function checkTool(tool: unknown, path: string): void {
  dictionary(tool, path);
  const type = tool['type'] ?? 'custom';
  if (typeof type === 'string' && SERVER_TOOL.test(type)) return;
  if (type !== 'custom')
    throw invalid(`${path}: Input tag '${String(type)}' found using 'type' does not match any of the expected tags`);
  const here = join(path, 'custom');
  checkFields(tool, here, customTool);
  if (!TOOL_NAME.test(String(tool['name']))) {
    throw invalid(`${here}.name: String should match pattern '${TOOL_NAME.source}'`);
  }
  // `customTool` has just checked that the schema is an object.
  checkInputSchema(tool['input_schema'] as JsonObject, `${here}.input_schema`);
  if (tool['strict'] === true) checkStrictSchema(tool['input_schema'], `${here}`);
}

function checkInputSchema(schema: JsonObject, path: string): void {
  if (schema['type'] === undefined) throw invalid(`${path}.type: Field required`);
  if (schema['type'] !== 'object') throw invalid(`${path}.type: Input should be 'object'`);
  if (['oneOf', 'allOf', 'anyOf'].some((keyword) => schema[keyword] !== undefined)) {
    throw invalid(`${path}: input_schema does not support oneOf, allOf, or anyOf at the top level`);
  }
  const properties = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  if (properties.some((name) => !PROPERTY_NAME.test(name))) {
    throw invalid(`${path}.properties: Property keys should match pattern '${PROPERTY_NAME.source}'`);
  }
}

/** Checks that names are unique, that the choice is possible, and that a conversation with tool blocks keeps its tools. */
export function checkToolUse(body: MessagesRequest, model: Model): void {
  const names = (body.tools ?? []).map((tool) => tool.name);
  if (new Set(names).size < names.length) throw invalid('tools: Tool names must be unique.');
  checkToolChoice(body, model, names);
  if (names.length === 0 && mentionsTools(body)) {
    throw invalid('Requests which include `tool_use` or `tool_result` blocks must define tools');
  }
}

function checkToolChoice(body: MessagesRequest, model: Model, names: readonly string[]): void {
  const choice = body.tool_choice;
  if (!choice) return;
  if (names.length === 0) throw invalid('tool_choice: `tool_choice` may only be specified while providing `tools`.');
  const forced = choice.type === 'any' || choice.type === 'tool';
  if (forced && model.thinking === 'always') {
    throw invalid('tool_choice: type "tool" and "any" are not supported for this model.');
  }
  if (forced && (body.thinking?.type === 'adaptive' || body.thinking?.type === 'enabled')) {
    throw invalid('Thinking may not be enabled when tool_choice forces tool use.');
  }
  if (choice.type === 'tool' && !names.includes(String(choice.name))) {
    throw invalid(`Tool '${String(choice.name)}' not found in provided tools`);
  }
}

function mentionsTools(body: MessagesRequest): boolean {
  return body.messages.some(
    ({ content }) =>
      typeof content !== 'string' && content.some(({ type }) => type === 'tool_use' || type === 'tool_result'),
  );
}
