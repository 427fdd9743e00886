/** All checks on a body, in the order in which the API complains: shape, model, then meaning. */
import { invalid } from '../api-refusal';
import { requireModel } from '../model-info';
import type { Model } from '../models';
import { readPrompt, type Segment } from '../prompt';
import type { MessagesRequest } from '../request';
import type { Standing } from '../signature';
import { prefixTokens } from '../tokens';
import { checkCacheMarkers } from './cache-markers';
import { checkMessages } from './conversation';
import { checkMedia } from './media';
import { checkCountShape, checkCreateShape } from './shapes';
import { checkStrictSchema } from './strict-schema';
import { checkSignatures, checkThinkingSetting } from './thinking';
import { checkToolPairs } from './tool-pairs';
import { checkToolUse } from './tools';

/** A request that has passed. */
export interface CheckedRequest {
  readonly body: MessagesRequest;
  readonly model: Model;
  readonly segments: readonly Segment[];
  /** Where its reply begins. */
  readonly standing: Standing;
  readonly promptTokens: number;
}

/** Checks a body of `POST /v1/messages`; `isPaused` tells the standings at which a turn was paused and may go on. */
export function checkCreate(json: unknown, isPaused: (standing: Standing) => boolean): CheckedRequest {
  checkCreateShape(json);
  const body = json as MessagesRequest; // the shape has just been checked
  const model = requireModel(body.model);
  checkLimits(body, model);
  return checkMeaning(body, model, isPaused);
}

/** Checks a body of `POST /v1/messages/count_tokens`. */
export function checkCount(json: unknown, isPaused: (standing: Standing) => boolean): CheckedRequest {
  checkCountShape(json);
  const body = { ...(json as MessagesRequest), max_tokens: Infinity }; // counting has no limit to check against
  return checkMeaning(body, requireModel(body.model), isPaused);
}

function checkMeaning(body: MessagesRequest, model: Model, isPaused: (s: Standing) => boolean): CheckedRequest {
  checkThinkingSetting(body, model);
  if (body.output_config?.format) {
    checkStrictSchema(body.output_config.format.schema, 'output_config.format.schema');
  }
  checkCacheMarkers(body);
  checkMessages(body);
  checkToolUse(body, model);
  const segments = readPrompt(body);
  checkToolPairs(segments);
  checkMedia(segments);
  const standing = checkSignatures(body, segments, model);
  if (body.messages.at(-1)?.role === 'assistant' && !model.prefill && !isPaused(standing)) {
    throw invalid(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
  return { body, model, segments, standing, promptTokens: checkLength(segments, model) };
}

function checkLimits(body: MessagesRequest, model: Model): void {
  if (body.max_tokens > model.maxOutputTokens) {
    throw invalid(
      `max_tokens: ${body.max_tokens} > ${model.maxOutputTokens}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  }
  const forced = body.tool_choice?.type === 'any' || body.tool_choice?.type === 'tool';
  if (body.max_tokens === 0 && (body.stream === true || forced || body.output_config?.format)) {
    throw invalid('max_tokens: 0 is not supported with `stream`, a forced `tool_choice` or `output_config.format`');
  }
}

function checkLength(segments: readonly Segment[], model: Model): number {
  const tokens = prefixTokens(segments).at(-1) ?? 0;
  if (tokens <= model.contextTokens) return tokens;
  throw invalid(`prompt is too long: ${tokens} tokens > ${model.contextTokens} maximum`);
}
