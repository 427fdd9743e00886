/**
 * Asks a changed agent what it would decide at each turn of recorded runs, given what was recorded up to there. A run ends
 * at the first other decision: what came after it belongs to a conversation that would not have been.
 */
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow';
import type { DataConverter } from '@temporalio/common';
import { ArtifactReader } from '../activities/artifact-reader';
import { clientSource, type ClaudeClient, type ClientOptions } from '../activities/claude-client';
import { makeOffer, requirePrice } from '../activities/segment';
import { registerTools } from '../activities/tool-registry';
import type { ArtifactStore } from '../artifacts';
import { parseActivityId } from '../common/activity-id';
import { canonicalJson } from '../common/canonical-json';
import { nanoUsd, type NanoUsd } from '../common/money';
import { payloadDecoder } from '../common/payload-decoding';
import { PRICES, type PriceTable } from '../common/prices';
import { isCarried, Recording } from '../common/recording';
import { conversationOf } from '../common/transcript';
import type { Accounting, CallInput, CallResult } from '../common/wire';
import type { Agent } from '../workflows/agent';
import { openingOf } from '../common/first-message';
import { comparable, decisionOf, type Comparison, type Decision } from './decision';
import { PaidAsking } from './paid-asking';
import type { RecordedRun } from './recorded-run';

/** The changed agent, and what it is asked with. */
export interface DecisionOptions extends Pick<ClientOptions, 'apiKey' | 'baseURL'>, Pick<Comparison, 'ignore'> {
  /** As it would be from now on: its system prompt, model, toolbox and output. Recorded agents of its name are compared with it. */
  readonly agent: Agent<unknown>;
  /** Its tools among the values, as a worker takes them; none of them is run. */
  readonly tools?: Readonly<Record<string, unknown>>;
  readonly client?: ClaudeClient;
  /** All requests together cost at most this. */
  readonly budget?: NanoUsd;
  readonly prices?: PriceTable;
  readonly dataConverter?: DataConverter;
  readonly artifacts?: ArtifactStore;
}

/** Where the agent of today decides otherwise. */
export interface Divergence {
  readonly turn: number;
  readonly recorded: Decision;
  readonly asked: Decision;
}

/** One conversation of a run, asked about turn by turn; what was spent on it. */
export interface AskedConversation extends Accounting {
  readonly workflowId: string;
  /** `resolver.1`: the agent and which one of its name in the run. */
  readonly agent: string;
  /** Turns with the same decision. */
  readonly same: number;
  readonly diverged?: Divergence;
  /** From which turn on nothing could be asked, and why. */
  readonly undecided?: { readonly turn: number; readonly why: string };
}

interface Turn {
  readonly turn: number;
  readonly input: CallInput;
  readonly reply: CallResult;
}

type Asked = Omit<AskedConversation, keyof Accounting | 'workflowId' | 'agent'>;

/** Asks about every conversation that an agent of the same name had. Throws a `TypeError` for tools or a model that can't be used. */
export async function* askDecisions(
  runs: Iterable<RecordedRun> | AsyncIterable<RecordedRun>,
  options: DecisionOptions,
): AsyncGenerator<AskedConversation> {
  const { agent, tools = {}, prices, dataConverter, ignore } = options;
  const registry = registerTools(tools);
  const opening = openingOf(agent);
  const offer = makeOffer(opening, registry);
  const asking = new PaidAsking({
    ...{ registry, maxTokens: agent.maxTokens, budget: options.budget },
    price: requirePrice(agent.model, { ...PRICES, ...prices }),
    client: await clientSource(clientOptions(options))(agent.model),
  });
  const files = new ArtifactReader(options.artifacts);
  const decode = payloadDecoder(loadDataConverter(dataConverter));
  const comparison = { outputSchema: agent.outputSchema, ...(ignore && { ignore }) };

  const askTurn = async (recording: Recording, { turn, input, reply }: Turn): Promise<Partial<Asked>> => {
    const conversation = await conversationOf(recording, { ...input, segment: null, opening }); // thoughts are signed for another prompt
    const messages = await files.resolve(conversation.messages);
    const answer = await asking.ask({ ...conversation, messages }, offer);
    if ('problem' in answer) return { undecided: { turn, why: answer.problem } };
    const [recorded, asked] = [reply, answer].map((one) => decisionOf(one, agent.outputSchema !== undefined));
    if (!recorded || !asked || isSame(recorded, asked, comparison)) return {};
    return { diverged: { turn, recorded, asked } };
  };

  for await (const { workflowId, history } of runs) {
    const recording = new Recording(decode);
    const events = history.events ?? [];
    recording.apply(events, events.length);
    for (const [number, lastCall] of await lastCalls(recording, agent.name)) {
      const before = asking.spent;
      const asked = await untilOtherwise(await turnsBefore(recording, lastCall), (turn) => askTurn(recording, turn));
      yield { workflowId, agent: `${agent.name}.${number}`, ...asked, ...difference(asking.spent, before) };
    }
  }
}

async function untilOtherwise(turns: readonly Turn[], ask: (turn: Turn) => Promise<Partial<Asked>>): Promise<Asked> {
  for (const [same, turn] of turns.entries()) {
    const end = await ask(turn);
    if (end.diverged || end.undecided) return { ...end, same };
  }
  return { same: turns.length };
}

/** By the number of the agent: the last call whose reply stands in its conversation. */
async function lastCalls(recording: Recording, agent: string): Promise<ReadonlyMap<number, string>> {
  const last = new Map<number, string>();
  for (const id of recording.callIds()) {
    const call = parseActivityId(id);
    const reply = await recording.reply(id);
    if (call?.kind === 'call' && call.agent === agent && reply && !reply.malformed) last.set(call.agentNumber, id);
  }
  return last;
}

/** The turns that led to a call, and its own, from the first one of this run on. */
async function turnsBefore(recording: Recording, lastCall: string): Promise<readonly Turn[]> {
  const turns: Turn[] = [];
  for (let id: string | null = lastCall; id !== null && !isCarried(id);) {
    const input: CallInput | undefined = await recording.input(id);
    const reply = await recording.reply(id);
    if (!input || !reply) break;
    turns.unshift({ turn: parseActivityId(id)?.turn ?? 0, input, reply });
    id = input.parent;
  }
  return turns;
}

function isSame(recorded: Decision, asked: Decision, comparison: Comparison): boolean {
  const [one, other] = [recorded, asked].map((decision) => {
    const told = comparable(decision, comparison);
    const calls = told.kind === 'tools' ? told.calls.map((call) => canonicalJson({ ...call })).sort() : [];
    return canonicalJson([calls, told.kind === 'tools' ? 'tools' : { ...told }]);
  });
  return one === other;
}

function clientOptions({ client, apiKey, baseURL }: DecisionOptions): ClientOptions {
  return {
    ...(client && { client }),
    ...(apiKey !== undefined && { apiKey }),
    ...(baseURL !== undefined && { baseURL }),
  };
}

function difference(now: Accounting, before: Accounting): Accounting {
  return {
    costNanoUsd: nanoUsd(now.costNanoUsd - before.costNanoUsd),
    unaccountedNanoUsd: nanoUsd(now.unaccountedNanoUsd - before.unaccountedNanoUsd),
  };
}
