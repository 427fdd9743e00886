/** From a conversation to the request that Claude's API gets: the same bytes for the same prefix, and the cache markers. */
import type Anthropic from '@anthropic-ai/sdk';
import { lastCacheable, type Conversation, type Place } from '../common/transcript';
import type { Block, Message, Offer } from '../common/wire';

const MARKER = { type: 'ephemeral' } as const;

/** The request of one call. `offer` is the segment's, recorded by its first call. */
export function requestOf(
  conversation: Conversation,
  offer: Offer,
  maxTokens: number,
): Anthropic.MessageCreateParamsNonStreaming {
  const { opening, messages, parentMark } = conversation;
  const request = {
    model: opening.model,
    max_tokens: maxTokens,
    ...(opening.system && { system: [{ type: 'text', text: opening.system, cache_control: MARKER }] }),
    ...(offer.tools.length > 0 && { tools: toolsOf(offer) }),
    ...outputConfig(conversation),
    messages: marked(messages, [parentMark, lastCacheable(messages)]),
  };
  return request as unknown as Anthropic.MessageCreateParamsNonStreaming; // wire seam: blocks are passed through as the API gave them
}

function toolsOf(offer: Offer): object[] {
  return offer.tools.map(({ name, description, inputSchema }) => ({ name, description, input_schema: inputSchema }));
}

function outputConfig({ opening: { outputSchema, effort } }: Conversation): object {
  if (!outputSchema && !effort) return {};
  return {
    output_config: {
      ...(outputSchema && { format: { type: 'json_schema', schema: outputSchema } }),
      ...(effort && { effort }),
    },
  };
}

/**
 * The messages with a marker on the block that the parent call marked last, which makes its whole prompt readable from
 * the cache however many blocks came since, and on the last block now, for the call after this one.
 */
function marked(messages: readonly Message[], places: readonly (Place | undefined)[]): readonly Message[] {
  return messages.map((message, index) => {
    const here = places.filter((place) => place?.message === index).map((place) => place?.block);
    if (here.length === 0) return message;
    return { ...message, content: message.content.map((block, at) => (here.includes(at) ? withMarker(block) : block)) };
  });
}

function withMarker(block: Block): Block {
  return { ...block, cache_control: MARKER };
}
