/** What a test scripts: replies of the model, written as a list or as a function of the request. */
import type { Fault } from './fault';
import type { SimulatedRequest } from './request';

/** A tool call the model makes. */
export interface ScriptedToolUse {
  readonly name: string;
  readonly input: unknown;
  /** A new one by default. */
  readonly id?: string;
  /** The exact JSON text to send instead of `input`, such as integers beyond 2^53 or broken JSON. */
  readonly rawInput?: string;
}

/** One reply of the model: thinking, then text, then tool calls, or exactly the blocks in `content`. */
export interface ScriptedReply {
  /** A signed thinking block comes first. Its text is shown unless the request's `display` (or its default) omits it. */
  readonly thinking?: string;
  readonly text?: string;
  readonly toolUses?: readonly ScriptedToolUse[];
  /** Instead of the three above: exact blocks. Thinking without a `signature` is signed, tool calls get missing ids. */
  readonly content?: readonly object[];
  /** `tool_use` if there are tool calls, else `end_turn`. */
  readonly stopReason?: string;
  readonly stopDetails?: object | null;
  /** Counted from the content by default; more than the request's `max_tokens` cuts the reply there. */
  readonly outputTokens?: number;
  /**
   * What goes wrong with this reply. A fault before or during the reply strikes once: the request that asks again gets
   * the same reply unharmed. A fault that ends the reply early (`refusal`, `max_tokens_in_tool`, `pause_turn` …) gives
   * a complete reply of its own and uses this one up.
   */
  readonly fault?: Fault;
}

/**
 * The replies in order, or a function that answers each request. A function must depend on nothing but the request: a
 * call that is retried, or whose worker was killed, asks again. In a list, reply i answers the i-th request that was
 * accepted and answered in full; a request that failed, or whose caller left before the end, gives its reply back as soon as the server hears of it.
 */
export type Script = readonly ScriptedReply[] | ((request: SimulatedRequest) => ScriptedReply | Promise<ScriptedReply>);

/** A reply of text. */
export function say(text: string, more: Omit<ScriptedReply, 'text'> = {}): ScriptedReply {
  return { ...more, text };
}

/** A reply that calls one tool; for parallel calls write `toolUses`. */
export function use(
  name: string,
  input: unknown,
  more: Omit<ScriptedReply, 'toolUses'> & { id?: string } = {},
): ScriptedReply {
  const { id, ...reply } = more;
  return { ...reply, toolUses: [id === undefined ? { name, input } : { name, input, id }] };
}
