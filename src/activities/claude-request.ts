/** From a conversation to the request that Claude's API gets: the same bytes for the same prefix, and the cache markers. */
import type Anthropic from '@anthropic-ai/sdk';
import { ApplicationFailure } from '@temporalio/common';
import { MAX_REQUEST_BYTES } from '../common/attachment';
import { FAILURE } from '../common/failure-type';
import { lastCacheable, type Conversation, type Place } from '../common/transcript';
import type { Offer } from '../common/offer';
import type { Block, CallInput, Message } from '../common/wire';

const MARKER = { type: 'ephemeral' } as const;

/** What the API gets. */
export type Request = Anthropic.MessageCreateParamsNonStreaming;

/** The request of one call. `offer` is the segment's, recorded by its first call. */
export function requestOf(
  conversation: Conversation,
  offer: Offer,
  { maxTokens, closing }: Pick<CallInput, 'maxTokens' | 'closing'>,
): Request {
  const { opening, messages, parentMark } = conversation;
  const request = {
    model: opening.model,
    max_tokens: maxTokens,
    ...(opening.system && { system: [{ type: 'text', text: opening.system, cache_control: MARKER }] }),
    ...(offer.tools.length > 0 && { tools: toolsOf(offer) }), // kept in a closing call, or the prefix would change
    ...(offer.tools.length > 0 && closing === 'now' && { tool_choice: { type: 'none' } }),
    ...outputConfig(conversation),
    messages: marked(messages, [parentMark, lastCacheable(messages)]),
  };
  return request as unknown as Request; // wire seam: blocks are passed through as the API gave them
}

/** Throws `RequestTooLarge`, which ends the conversation as a full context does: no later request would be smaller. */
export function requireSendable(request: Request): void {
  const bytes = Buffer.byteLength(JSON.stringify(request));
  if (bytes <= MAX_REQUEST_BYTES) return;
  throw ApplicationFailure.nonRetryable(
    `With its files the request has ${bytes} bytes, and at most ${MAX_REQUEST_BYTES} are sent.`,
    FAILURE.requestTooLarge,
  );
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
