/**
 * The law of reading: a conversation is the chain of calls from a call's parent back to the start, each one giving what
 * was new and what Claude replied. Nothing else is stored anywhere, so this function is the transcript.
 */
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from './failure-type';
import { readable } from './format-version';
import { isCarried, type CarriedRun, type Recording } from './recording';
import { CARRIED } from './carry';
import type { Offer, Opening } from './offer';
import type { Block, CallInput, CallResult, Message, Part } from './wire';

const THOUGHTS = new Set(['thinking', 'redacted_thinking']);

/** A block by its place. */
export interface Place {
  readonly message: number;
  readonly block: number;
}

/** Everything that one call of Claude has to be sent. */
export interface Conversation {
  readonly opening: Opening;
  /** Absent where this call opens the segment: the worker then makes the offer. */
  readonly offer?: Offer;
  readonly messages: readonly Message[];
  /** The block that the parent call marked last for the prompt cache. */
  readonly parentMark?: Place;
  /** Prompt and output tokens of the parent call; absent at the first call. */
  readonly knownTokens?: number;
}

interface Link {
  readonly id: string;
  readonly input: CallInput;
  readonly reply: CallResult;
}

/**
 * The conversation that a call with this input continues, as it is sent: thoughts are signed for the segment that they
 * were thought in, so those of earlier ones are left out. Throws `TranscriptGap` where the recording lacks a piece.
 */
export async function conversationOf(
  recording: Recording,
  input: CallInput,
  { allThoughts = false } = {},
): Promise<Conversation> {
  const { links, carried } = await chainOf(recording, input);
  const isOfSegment = (segment: string): boolean => segment === input.segment;
  const said = (content: readonly Block[], segment: string): readonly Block[] =>
    allThoughts || isOfSegment(segment) ? content : content.filter(({ type }) => !THOUGHTS.has(type));
  const messages: Message[] = [];
  for (const { role, content } of carried?.messages ?? []) append(messages, role, said(content, CARRIED));
  let parentMark = carried && lastCacheable(requestPartOf(carried.messages));
  for (const { id, input: asked, reply } of links) {
    append(messages, 'user', await blocksOf(recording, asked.delta));
    parentMark = lastCacheable(messages);
    append(messages, 'assistant', sendable(said(reply.content, asked.segment ?? id)));
  }
  append(messages, 'user', await blocksOf(recording, input.delta));
  const parent = links.at(-1);
  const measured = isOfSegment(parent ? (parent.input.segment ?? parent.id) : CARRIED); // another model counts otherwise
  const knownTokens = !measured ? undefined : parent ? tokensOf(parent.reply) : carried?.lastTokens;
  return {
    ...(await segmentOf(recording, input, carried)),
    messages,
    ...(parentMark && { parentMark }),
    ...(knownTokens !== undefined && { knownTokens }),
  };
}

/** The messages up to and including the reply of a recorded call, or up to its request while there is no reply. */
export async function transcriptAt(recording: Recording, callId: string): Promise<readonly Message[]> {
  const input = await recording.input(callId);
  if (!input) throw gap(`call \`${callId}\``);
  const { messages } = await conversationOf(recording, input, { allThoughts: true });
  const reply = await recording.reply(callId);
  const whole = [...messages];
  append(whole, 'assistant', reply?.content ?? []);
  return whole;
}

/** The last block that may carry a cache marker: never thinking, never an empty text. */
export function lastCacheable(messages: readonly Message[]): Place | undefined {
  for (let message = messages.length - 1; message >= 0; message--) {
    const content = messages[message]?.content ?? [];
    for (let block = content.length - 1; block >= 0; block--) {
      if (isCacheable(content[block])) return { message, block };
    }
  }
  return undefined;
}

/** Prompt and output tokens of one call together: what its successor's prompt starts with. */
export function tokensOf({ usage }: Pick<CallResult, 'usage'>): number {
  return usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens + usage.outputTokens;
}

async function chainOf(recording: Recording, input: CallInput): Promise<{ links: Link[]; carried?: CarriedRun }> {
  const links: Link[] = [];
  let id = input.parent;
  while (id !== null && !isCarried(id)) {
    const asked = await recording.input(id);
    const reply = await recording.reply(id);
    if (!asked || !reply) throw gap(`the ${asked ? 'reply' : 'request'} of call \`${id}\``);
    links.unshift({ id, input: readable(asked, `Call \`${id}\``), reply: readable(reply, `The reply of \`${id}\``) });
    id = asked.parent;
  }
  if (id === null) return { links };
  return { links, carried: await carriedOf(recording) };
}

async function carriedOf(recording: Recording): Promise<CarriedRun> {
  const carried = await recording.carried();
  if (!carried) throw gap('the transcript carried over from the run before');
  return readable(carried, 'The carried transcript');
}

async function segmentOf(
  recording: Recording,
  { segment, opening }: CallInput,
  carried: CarriedRun | undefined,
): Promise<{ opening: Opening; offer?: Offer }> {
  if (segment === null) {
    if (!opening) throw gap('the opening of the segment');
    return { opening };
  }
  if (isCarried(segment)) {
    const run = carried ?? (await carriedOf(recording));
    return { opening: run.opening, offer: run.offer };
  }
  const first = await recording.input(segment);
  const reply = await recording.reply(segment);
  if (!first?.opening || !reply?.offer) throw gap(`the offer of segment \`${segment}\``);
  return { opening: first.opening, offer: reply.offer };
}

/** One user message's blocks: all results in the order of the calls, then text. */
async function blocksOf(recording: Recording, delta: readonly Part[]): Promise<readonly Block[]> {
  const blocks = await Promise.all(delta.map((part) => blockOf(recording, part)));
  return [
    ...blocks.filter(({ type }) => type === 'tool_result'),
    ...blocks.filter(({ type }) => type !== 'tool_result'),
  ];
}

async function blockOf(recording: Recording, part: Part): Promise<Block> {
  if (part.kind === 'text') return { type: 'text', text: part.text };
  if (part.kind === 'block') return part.block;
  if (part.kind === 'refusal') {
    return { type: 'tool_result', tool_use_id: part.toolUseId, content: part.text, is_error: true };
  }
  const result = await recording.result(part.activityId);
  if (!result) throw gap(`the result of \`${part.activityId}\``);
  const { content, isError } = readable(result, `The result of \`${part.activityId}\``);
  const noted = part.note === undefined ? content : withNote(part.note, content);
  return { type: 'tool_result', tool_use_id: part.toolUseId, content: noted, ...(isError && { is_error: true }) };
}

function withNote(note: string, content: string | readonly Block[]): string | readonly Block[] {
  return typeof content === 'string' ? `${note}\n\n${content}` : [{ type: 'text', text: note }, ...content];
}

/** Appends a message; an empty one is left out, and what then follows on its own role is merged into one message. */
function append(messages: Message[], role: Message['role'], content: readonly Block[]): void {
  if (content.length === 0) return;
  const last = messages.at(-1);
  if (last?.role !== role) messages.push({ role, content });
  else messages[messages.length - 1] = { role, content: [...last.content, ...content] };
}

/** Without the last reply and what came after it: the request that the last call sent. */
function requestPartOf(messages: readonly Message[]): readonly Message[] {
  const lastReply = messages.map(({ role }) => role).lastIndexOf('assistant');
  return lastReply < 0 ? messages : messages.slice(0, lastReply);
}

/** Claude writes texts of nothing but line breaks, which the API refuses to take back, as it does thoughts alone. */
function sendable(content: readonly Block[]): readonly Block[] {
  const said = content.filter(({ type, text }) => type !== 'text' || String(text).trim() !== '');
  return said.every(({ type }) => THOUGHTS.has(type)) ? [] : said;
}

function isCacheable(block: Block | undefined): boolean {
  if (!block || THOUGHTS.has(block.type)) return false;
  return block.type !== 'text' || block['text'] !== '';
}

function gap(what: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The history holds no trace of ${what}, so the conversation can't be rebuilt without a gap. If its beginning was deleted, start a new run.`,
    FAILURE.transcriptGap,
  );
}
