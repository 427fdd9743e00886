/** A simulator with the two ways to ask it: the real SDK, and raw HTTP for requests that the SDK would not send. */
import Anthropic from '@anthropic-ai/sdk';
import type { Script } from '../../../src/testing/simulator/scripted-reply';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../src/testing/simulator/simulator';

/** The JSON of an answer, loosely: tests look into it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly message: string | undefined;
}

/** A running simulator and its callers. */
export interface Rig {
  readonly sim: Simulator;
  readonly client: Anthropic;
  post(body: unknown, headers?: Record<string, string | undefined>, path?: string): Promise<Answer>;
}

const open: Simulator[] = [];

/** Starts a simulator that `closeAll` ends. */
export async function rig(script: Script, options: Omit<SimulatorOptions, 'script'> = {}): Promise<Rig> {
  const sim = await startSimulator({ script, ...options });
  open.push(sim);
  const client = new Anthropic({ apiKey: 'k', baseURL: sim.url, maxRetries: 0 });
  return { sim, client, post: (body, headers, path) => post(sim, body, headers, path) };
}

/** Closes what `rig` has started. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((sim) => sim.close()));
}

/** A request that breaks no rule. */
export const BASE = {
  model: 'claude-opus-5-5',
  max_tokens: 1_000,
  messages: [{ role: 'user', content: 'Hello' }],
} as const;

/** A tool that breaks no rule. */
export const TOOL = {
  name: 'look_up',
  description: 'Looks an order up.',
  input_schema: { type: 'object' as const, properties: { id: { type: 'string' } } },
};

/** A user message of these blocks. */
export const user = (...content: readonly object[]): object => ({ role: 'user', content });
/** An assistant message of these blocks. */
export const assistant = (...content: readonly object[]): object => ({ role: 'assistant', content });
/** A text block. */
export const text = (words: string, more: object = {}): object => ({ type: 'text', text: words, ...more });
/** A call of `look_up`. */
export const call = (id: string): object => ({ type: 'tool_use', id, name: 'look_up', input: {} });
/** The result of a call. */
export const result = (id: string, more: object = {}): object => ({
  type: 'tool_result',
  tool_use_id: id,
  content: 'found',
  ...more,
});

async function post(
  sim: Simulator,
  body: unknown,
  headers: Record<string, string | undefined> = {},
  path = '/v1/messages',
): Promise<Answer> {
  const all = { 'x-api-key': 'k', 'anthropic-version': '2026-10-21', 'content-type': 'application/json', ...headers };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await fetch(sim.url + path, {
    method: 'POST',
    headers: Object.fromEntries(given),
    body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
  });
  const answer = await response.text();
  return { status: response.status, headers: response.headers, text: answer, message: messageOf(answer) };
}

function messageOf(answer: string): string | undefined {
  try {
    return (JSON.parse(answer) as { error?: { message?: string } }).error?.message;
  } catch {
    return undefined; // a stream or a page
  }
}

/** A change of `BASE` that breaks one rule, and the API's words for it. */
export type RefusalCase = readonly [title: string, change: object, words: string];

/** One test a case: the request is refused with these words, logged, and not billed. */
export function refusals(cases: readonly RefusalCase[]): void {
  test.each(cases)('refuses %s', async (_title, change, words) => {
    const { post, sim } = await rig(() => ({ text: 'Hi' }));
    const answer = await post({ ...BASE, ...change });
    expect(answer.message).toBe(words);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({
      type: 'error',
      error: { type: 'invalid_request_error', message: words },
      request_id: answer.headers.get('request-id'),
    });
    expect(sim.requests[0]?.problem).toBe(words);
    expect(sim.bill().attempts).toEqual([]);
  });
}
