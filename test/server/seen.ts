/** Compares what the simulator was sent with what history says was sent: the transcript law, as an assertion. */
import type { Conversation } from '../../src/client';
import type { SimulatedRequest } from '../../src/testing';

/** The messages of a request as sent, without cache markers. */
export function messagesOf(request: SimulatedRequest): unknown {
  return JSON.parse(
    JSON.stringify(request.body.messages, (key, value: unknown) => (key === 'cache_control' ? undefined : value)),
  );
}

/** Every request of this conversation's system prompt was a prefix of the transcript, and each turn one longer. */
export function expectPrefixes({ messages }: Conversation, requests: readonly SimulatedRequest[]): void {
  expect(requests.length).toBeGreaterThan(0);
  for (const request of requests) {
    const seen = messagesOf(request) as unknown[];
    expect(seen).toEqual(JSON.parse(JSON.stringify(messages.slice(0, seen.length))));
  }
  const lengths = requests.map((request) => request.body.messages.length);
  expect(lengths).toEqual([...new Set(lengths)].sort((a, b) => a - b));
  expect(lengths.at(-1)).toBe(messages.length - 1);
}

/** The requests of the agent with this system prompt. */
export function requestsTo(requests: readonly SimulatedRequest[], system: string): readonly SimulatedRequest[] {
  return requests.filter(({ body }) => JSON.stringify(body.system).includes(system));
}

/** The results of tool calls that a request carries in its last message, in their order. */
export function resultsIn(request: SimulatedRequest | undefined): readonly ToolResultBlock[] {
  const content = request?.body.messages.at(-1)?.content ?? [];
  if (typeof content === 'string') return [];
  return content
    .filter(({ type }) => type === 'tool_result')
    .map(({ tool_use_id: id, content: text, is_error: isError }) => ({
      id: String(id),
      text: String(text),
      isError: isError === true,
    }));
}

/** One of them; the laboratory's tools return text. */
export interface ToolResultBlock {
  readonly id: string;
  readonly text: string;
  readonly isError: boolean;
}
