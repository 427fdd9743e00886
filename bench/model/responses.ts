/** OpenAI's Responses API, as much of it as an unmodified client needs; whole replies only. */
import type { ServerResponse } from 'node:http';
import type { Reply } from '../job';

/** Answers a request for a response. */
export function answerResponses(response: ServerResponse, { text, call }: Reply): void {
  const said = {
    ...{ type: 'message', id: `msg_${call?.id ?? 'end'}`, role: 'assistant', status: 'completed' },
    content: [{ type: 'output_text', text, annotations: [] }],
  };
  const called = call && {
    ...{ type: 'function_call', id: `fc_${call.id}`, call_id: call.id, name: call.name, status: 'completed' },
    arguments: JSON.stringify(call.input),
  };
  const usage = {
    ...{ input_tokens: 1_000, output_tokens: 100, total_tokens: 1_100 },
    ...{ input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
  };
  const body = {
    ...{ id: `resp_${call?.id ?? 'end'}`, object: 'response', created_at: 0, status: 'completed', model: 'gpt' },
    ...{ output: called ? [said, called] : [said], usage, error: null, incomplete_details: null },
  };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}
