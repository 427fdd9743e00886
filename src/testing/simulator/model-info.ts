/** What `GET /v1/models` and `GET /v1/models/{id}` answer, built from the same table that the checks obey. */
import { ApiRefusal } from './api-refusal';
import type { JsonObject } from './json';
import { findModel, MODELS, type Model } from './models';

const YES = { supported: true };
const NO = { supported: false };
const CREATED_AT = '2026-01-01T00:00:00Z';

/** One model as the API describes it. */
function describe(model: Model): JsonObject {
  const adaptive = model.thinking === 'extended' ? NO : YES;
  const enabled = model.thinking === 'both' || model.thinking === 'extended' ? YES : NO;
  return {
    type: 'model',
    id: model.id,
    display_name: model.id.replace('claude-', 'Claude ').replaceAll('-', ' '),
    created_at: CREATED_AT,
    lifecycle: 'active',
    deprecated_at: null,
    retires_at: null,
    line: model.line,
    max_input_tokens: model.contextTokens,
    max_tokens: model.maxOutputTokens,
    capabilities: {
      batch: YES,
      citations: YES,
      code_execution: NO,
      context_management: {
        supported: false,
        clear_thinking_20251015: null,
        clear_tool_uses_20250919: null,
        compact_20260112: null,
      },
      effort: { supported: true, low: YES, medium: YES, high: YES, max: YES, xhigh: YES },
      image_input: YES,
      pdf_input: YES,
      server_tools: { supported: false, code_execution: NO, web_fetch: NO, web_search: NO },
      structured_outputs: YES,
      thinking: { supported: true, types: { adaptive, enabled } },
    },
  };
}

/** The one page that lists every model. */
export function modelPage(): JsonObject {
  return { data: MODELS.map(describe), has_more: false, first_id: MODELS[0]?.id, last_id: MODELS.at(-1)?.id };
}

/** One model by id; an unknown id is a 404 `not_found_error`. */
export function modelById(id: string): JsonObject {
  return describe(requireModel(id));
}

/** The model of a request; an unknown id is a 404 `not_found_error`. */
export function requireModel(id: string): Model {
  const model = findModel(id);
  if (!model) throw new ApiRefusal(404, 'not_found_error', `model: ${id}`);
  return model;
}
