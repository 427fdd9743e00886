/** Checks on thinking: whether the model takes the setting, and whether signed blocks came back as they were given. */
import { invalid } from '../api-refusal';
import type { Model } from '../models';
import type { Segment } from '../prompt';
import type { MessagesRequest } from '../request';
import { inspect, type SignatureFault, type Standing, standingAfter, startOf } from '../signature';

/** Checks the `thinking` setting against the model. */
export function checkThinkingSetting(body: MessagesRequest, model: Model): void {
  const type = body.thinking?.type;
  const refused: Readonly<Record<Model['thinking'], readonly string[]>> = {
    always: ['disabled', 'enabled'],
    adaptive: ['enabled'],
    both: [],
    extended: ['adaptive', 'between_tools'],
  };
  if (type !== undefined && refused[model.thinking].includes(type)) throw invalid(unsupported(type, model));
  const budget = type === 'enabled' ? Number(body.thinking?.['budget_tokens']) : 0;
  if (budget > 0 && budget >= body.max_tokens) {
    throw invalid('`max_tokens` must be greater than `thinking.budget_tokens`.');
  }
}

function unsupported(type: string, model: Model): string {
  if (model.thinking === 'extended') return `"thinking.type.${type}" is not supported for this model.`;
  return `"thinking.type.${type}" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`;
}

/** Checks every signed block against what stands before it in this request; returns where the reply will stand. */
export function checkSignatures(body: MessagesRequest, segments: readonly Segment[], model: Model): Standing {
  const latest = body.messages.findLastIndex(({ role }) => role === 'assistant');
  let standing = startOf(segments);
  for (const segment of segments.filter(({ message }) => message >= 0)) {
    const { block } = segment;
    if (block.type === 'thinking') {
      const fault = inspect(standing, block.thinking ?? '', block.signature ?? '');
      const excused = fault === 'prefix' && !model.bindsPrefix;
      if (fault && !excused) throw invalid(`${segment.path}: ${words(fault, segment.message === latest)}`);
    }
    standing = standingAfter(standing, segment);
  }
  return standing;
}

function words(fault: SignatureFault, isLatest: boolean): string {
  if (fault === 'text' && isLatest) {
    return '`thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.';
  }
  if (fault === 'prefix') {
    return 'Invalid `signature` in `thinking` block. The block is bound to a different conversation. Remove the block, or set `thinking.block_binding.prefix_mismatch_behavior` to "drop_block".';
  }
  return 'Invalid `signature` in `thinking` block';
}
