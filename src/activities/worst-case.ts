/**
 * What a run of an agent can cost at the most, before it starts: every turn taken, every call asked for again as often as
 * it may be, every attempt paid in full, and every tool returning as much as it may.
 */
import { least, NOTHING, plus, times, type Amount } from '../common/amount';
import { firstMessage, openingOf } from '../common/first-message';
import { nanoUsd, type NanoUsd } from '../common/money';
import { PRICES, type Price, type PriceTable } from '../common/prices';
import type { Opening } from '../common/offer';
import type { Block } from '../common/wire';
import type { Agent } from '../workflows/agent';
import type { Ask } from '../workflows/ask';
import { CLOSING_TOKENS, reservationFor } from './admission';
import { MAX_CALL_ATTEMPTS } from './call-failure';
import { MAX_CONTEXT_TOKENS } from './count-tokens';
import { hasUnmeasuredPdf, promptTokensAtMost } from './reservation';
import { makeOffer, requirePrice } from './segment';
import { MAX_OUTPUT_BYTES } from './tool-output';
import { registerTools } from './tool-registry';

/** A call of a tool takes at least its name and its brackets. */
const TOKENS_PER_TOOL_CALL = 10;

/** What code and people put around one result or refusal, or into the one message that asks for a repair. */
const WORDS_PER_ANSWER = 16_000;

/** Where the room doubles, and no further than the longest reply. */
const MORE_ROOM = 2;
const LONGEST_REPLY = 128_000;

/** A bound. */
export interface WorstCase {
  readonly costNanoUsd: NanoUsd;
  /** Of all prompts and replies. */
  readonly tokens: number;
}

/** What the agent is asked, and what its worker knows. */
export interface WorstCaseOptions {
  readonly ask: Ask;
  /** The module of tools, as `claude({ tools })` takes it. */
  readonly tools?: Readonly<Record<string, unknown>>;
  /** Prices beside the built-in ones. */
  readonly prices?: PriceTable;
}

/**
 * The most that `runAgent`, `askClaude` or an `agentWorkflow` can cost with this ask, or its own limits where those are
 * lower. It assumes that nobody raises a limit or changes the model, and that no call has to wait for Claude: each try
 * after such a wait may be paid again, which only a budget bounds. Throws `InvalidAgent` for a missing price or tool.
 */
export function worstCase(agent: Agent<unknown>, { ask, tools = {}, prices }: WorstCaseOptions): WorstCase {
  const opening = openingOf(agent);
  const price = requirePrice(agent.model, { ...PRICES, ...prices });
  const { maxTurns = agent.maxTurns, maxToolCalls = Infinity, atLimit } = ask;
  const { maxTokens } = agent;
  const longest = Math.min(maxTokens * MORE_ROOM, LONGEST_REPLY);
  const callsPerReply = agent.tools ? Math.min(Math.floor(longest / TOKENS_PER_TOOL_CALL), maxToolCalls) : 0;
  const growth = longest + callsPerReply * MAX_OUTPUT_BYTES + Math.max(1, callsPerReply) * WORDS_PER_ANSWER;
  const first = firstPrompt(opening, ask, tools);
  const promptOf = (turn: number): number => Math.min(first + turn * growth, MAX_CONTEXT_TOKENS);
  let sum = NOTHING;
  for (let turn = 0; turn < maxTurns; turn++) sum = plus(sum, turnAtMost(promptOf(turn), maxTokens, longest, price));
  if (atLimit === 'close') {
    const prompt = Math.min(promptOf(maxTurns) + CLOSING_TOKENS, MAX_CONTEXT_TOKENS);
    sum = plus(sum, times(reservationFor(prompt, maxTokens, price), MAX_CALL_ATTEMPTS));
  }
  const { nanoUsd: costNanoUsd, tokens } = least(sum, {
    nanoUsd: ask.budget ?? nanoUsd(Number.MAX_SAFE_INTEGER),
    tokens: ask.maxTokensTotal ?? Number.MAX_SAFE_INTEGER,
  });
  return { costNanoUsd, tokens };
}

/** A turn's call, and again: once because it was cut off, with more room, and once because it could not stand. */
function turnAtMost(prompt: number, maxTokens: number, longest: number, price: Price): Amount {
  const again = times(reservationFor(prompt, longest, price), 2);
  return times(plus(reservationFor(prompt, maxTokens, price), again), MAX_CALL_ATTEMPTS);
}

function firstPrompt(opening: Opening, { prompt, data }: Ask, tools: Readonly<Record<string, unknown>>): number {
  const content = firstMessage(prompt, data).map((part): Block => {
    if (part.kind === 'block') return part.block;
    return { type: 'text', text: part.kind === 'text' ? part.text : '' };
  });
  const conversation = { opening, messages: [{ role: 'user' as const, content }] };
  if (hasUnmeasuredPdf(conversation)) return MAX_CONTEXT_TOKENS;
  return promptTokensAtMost(conversation, makeOffer(opening, registerTools(tools)));
}
