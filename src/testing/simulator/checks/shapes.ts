/** The shapes of a request: every field of the body, of a message and of a block at API version 2026-10-21. */
import {
  anything,
  checkFields,
  dictionary,
  type Check,
  type Fields,
  flag,
  integer,
  list,
  nullable,
  object,
  oneOf,
  tagged,
  text,
  textOr,
} from './fields';
import { checkTool } from './tools';
import { cacheMarker } from './cache-markers';

const MIN_THINKING_BUDGET = 1_024;

const cacheable = { cache_control: cacheMarker };
const textBlock: Fields = { required: { text }, optional: { ...cacheable, citations: nullable(list(anything)) } };
const resultParts: Readonly<Record<string, Fields>> = {
  text: textBlock,
  image: { required: { source: dictionary }, optional: { ...cacheable, transformations: anything } },
  document: {
    required: { source: dictionary },
    optional: { ...cacheable, citations: anything, context: nullable(text), title: nullable(text) },
  },
  search_result: {
    required: { content: list(tagged({ text: textBlock })), source: text, title: text },
    optional: { ...cacheable, citations: anything },
  },
  tool_reference: { required: { tool_name: text }, optional: cacheable },
};
const toolUse: Fields = {
  required: { id: text, name: text, input: dictionary },
  optional: { ...cacheable, caller: dictionary, toolset_name: nullable(text) },
};
const block: Check = tagged({
  ...resultParts,
  tool_use: toolUse,
  tool_result: {
    required: { tool_use_id: text },
    optional: {
      ...cacheable,
      content: textOr(list(tagged(resultParts))),
      is_error: flag,
      toolset_name: nullable(text),
    },
  },
  thinking: { required: { thinking: text, signature: text } },
  redacted_thinking: { required: { data: text } },
  server_tool_use: toolUse,
  web_search_tool_result: { required: { tool_use_id: text, content: anything }, optional: cacheable },
});
const message: Fields = {
  required: { role: oneOf('user', 'assistant', 'system'), content: textOr(list(block)) },
};

const parallel = { disable_parallel_tool_use: flag };
const display = { display: nullable(oneOf('summarized', 'omitted')) };

const prompt: Fields = {
  required: { model: text, messages: list(object(message)) },
  optional: {
    cache_control: cacheMarker,
    system: textOr(list(tagged({ text: textBlock }))),
    tools: list(checkTool),
    tool_choice: tagged({
      auto: { optional: parallel },
      any: { optional: parallel },
      tool: { required: { name: text }, optional: parallel },
      none: {},
    }),
    thinking: tagged({
      adaptive: { optional: display },
      disabled: {},
      between_tools: {},
      enabled: { required: { budget_tokens: integer(MIN_THINKING_BUDGET) }, optional: display },
    }),
    output_config: object({
      optional: {
        effort: nullable(oneOf('low', 'medium', 'high', 'xhigh', 'max')),
        format: nullable(tagged({ json_schema: { required: { schema: dictionary } } })),
      },
    }),
    speed: nullable(oneOf('standard', 'fast')),
  },
};

const create: Fields = {
  required: { ...prompt.required, max_tokens: integer(0) },
  optional: {
    ...prompt.optional,
    container: anything,
    diagnostics: nullable(dictionary),
    inference_geo: nullable(text),
    metadata: object({ optional: { user_id: nullable(text) } }),
    service_tier: oneOf('auto', 'standard_only'),
    stop_sequences: list(text),
    stream: flag,
  },
};

/** Checks the shape of a `POST /v1/messages` body. */
export function checkCreateShape(body: unknown): void {
  checkFields(body, '', create);
}

/** Checks the shape of a `POST /v1/messages/count_tokens` body: a prompt only, without `max_tokens` or `stream`. */
export function checkCountShape(body: unknown): void {
  checkFields(body, '', prompt);
}
