/** Anthropic's Messages API, as much of it as an unmodified client needs: one reply, streamed or whole. */
import type { ServerResponse } from 'node:http';
import type { Reply } from '../job';

const USAGE = { input_tokens: 1_000, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 100 };

/** Answers a request for messages. */
export function answerMessages(response: ServerResponse, reply: Reply, streamed: boolean): void {
  response.setHeader('request-id', 'req_bench');
  const blocks = blocksOf(reply);
  const stopReason = reply.call ? 'tool_use' : 'end_turn';
  const message = {
    ...{ id: `msg_${reply.call?.id ?? 'end'}`, type: 'message', role: 'assistant', model: 'claude-opus-5-5' },
    ...{ content: blocks, stop_reason: stopReason, stop_sequence: null, usage: USAGE },
  };
  if (!streamed) {
    response.setHeader('content-type', 'application/json');
    return void response.end(JSON.stringify(message));
  }
  const events = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    ...blocks.flatMap((block, index) => eventsOf(block, index)),
    { type: 'message_delta', delta: { stop_reason: stopReason, stop_sequence: null }, usage: USAGE },
    { type: 'message_stop' },
  ];
  response.setHeader('content-type', 'text/event-stream');
  response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
}

type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: object };

function blocksOf({ text, call }: Reply): readonly Block[] {
  return [{ type: 'text', text }, ...(call ? [{ type: 'tool_use' as const, ...call }] : [])];
}

/** One event of the stream. */
interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

function eventsOf(block: Block, index: number): readonly StreamEvent[] {
  const isText = block.type === 'text';
  const start = isText ? { ...block, text: '' } : { ...block, input: {} };
  const delta = isText
    ? { type: 'text_delta', text: block.text }
    : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
  return [
    { type: 'content_block_start', index, content_block: start },
    { type: 'content_block_delta', index, delta },
    { type: 'content_block_stop', index },
  ];
}
