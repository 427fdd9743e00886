/** Everything that Claude saw and said in a run, from history alone: for each agent the conversation of its last call. */
import { formatAgent, parseActivityId, type CallId } from '../common/activity-id';
import { Recording, type Decode } from '../common/recording';
import { conversationOf, transcriptAt } from '../common/transcript';
import type { Message } from '../common/wire';
import { numberOf, type HistoryEvent } from './history-pages';

/** One agent's conversation. */
export interface Conversation {
  readonly agent: string;
  /** Which one of its name in the run, from 1. */
  readonly number: number;
  readonly messages: readonly Message[];
}

/**
 * The conversations of a run in the order of their first calls. Dropped replies don't show, nor do tool results that
 * Claude has not been sent yet. Throws `TranscriptGap` where the history's beginning is gone.
 */
export async function conversationsOf(
  events: AsyncIterable<HistoryEvent>,
  decode: Decode,
): Promise<readonly Conversation[]> {
  const recording = new Recording(decode);
  for await (const event of events) recording.apply([event], numberOf(event));
  const lastCalls = lastCallOfEach(recording.callIds());
  if (lastCalls.size === 0) return carriedOnly(recording);
  const conversations: Conversation[] = [];
  for (const { id, call } of lastCalls.values()) {
    conversations.push({ agent: call.agent, number: call.agentNumber, messages: await messagesAt(recording, id) });
  }
  return conversations;
}

/** A later call may go on from an earlier parent, so only the last one tells what the conversation has become. */
function lastCallOfEach(callIds: readonly string[]): ReadonlyMap<string, { id: string; call: CallId }> {
  const last = new Map<string, { id: string; call: CallId }>();
  for (const id of callIds) {
    const call = parseActivityId(id);
    if (call?.kind === 'call') last.set(formatAgent(call), { id, call });
  }
  return last;
}

/** Up to the reply; a malformed one was dropped, and then the request is the end. */
async function messagesAt(recording: Recording, callId: string): Promise<readonly Message[]> {
  const reply = await recording.reply(callId);
  const input = await recording.input(callId);
  if (!reply?.malformed || !input) return transcriptAt(recording, callId);
  return (await conversationOf(recording, input, { allThoughts: true })).messages;
}

/** A run that has been handed a transcript and has not asked Claude yet. */
async function carriedOnly(recording: Recording): Promise<readonly Conversation[]> {
  const carried = await recording.carried();
  return carried?.messages?.length ? [{ agent: carried.agent, number: 1, messages: carried.messages }] : [];
}
