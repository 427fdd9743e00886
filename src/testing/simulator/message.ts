/** Writes a planned reply down: as one JSON message, or as the events of a stream in small UTF-8-safe fragments. */
import { safeCut } from './draft';
import { newId } from './identity';
import { type JsonObject, parseJson } from './json';
import type { Plan, PlannedBlock } from './plan';
import type { ReplyUsage } from './usage';

/** One frame of a stream, and how many bytes of the model's writing it stands for. */
export interface StreamEvent {
  readonly frame: string;
  readonly weight: number;
}

/** Characters a delta: small enough to cut inside words and keys, large enough for long texts to stay cheap. */
const JSON_FRAGMENT = 12;
const TEXT_FRAGMENT = 48;
/** No block is cut into more deltas than this; beyond, the fragments grow. */
const MAX_FRAGMENTS = 200;

/** The keep-alive frame. */
export const PING = frame({ type: 'ping' });

/** One server-sent event. */
export function frame(data: JsonObject): string {
  return `event: ${String(data['type'])}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The JSON body of an answer that is not streamed. The exact text of a tool's input survives. */
export function messageJson(plan: Plan, model: string, usage: ReplyUsage): string {
  const { content: _none, ...message } = emptyMessage(model, usage.whole);
  const body = JSON.stringify({ ...message, stop_reason: plan.stopReason, stop_details: plan.stopDetails });
  return `${body.slice(0, -1)},"content":[${plan.blocks.map(blockJson).join(',')}]}`;
}

/** The events of a streamed answer. */
export function streamEvents(plan: Plan, model: string, usage: ReplyUsage): StreamEvent[] {
  const delta = { stop_reason: plan.stopReason, stop_sequence: null, stop_details: plan.stopDetails, container: null };
  return [
    event({ type: 'message_start', message: emptyMessage(model, usage.start) }),
    { frame: PING, weight: 0 },
    ...plan.blocks.flatMap(blockEvents),
    event({ type: 'message_delta', delta, usage: usage.delta }),
    event({ type: 'message_stop' }),
  ];
}

function emptyMessage(model: string, usage: JsonObject): JsonObject {
  return {
    id: newId('msg_01'),
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics: null,
    usage,
  };
}

function blockJson({ block, json, cut }: PlannedBlock): string {
  if (json === undefined || cut || parseJson(json) === undefined) return JSON.stringify(block);
  const { input: _parsed, ...rest } = block;
  return `${JSON.stringify(rest).slice(0, -1)},"input":${json}}`;
}

function blockEvents(planned: PlannedBlock, index: number): StreamEvent[] {
  return [
    event({ type: 'content_block_start', index, content_block: openBlock(planned) }),
    ...deltasOf(planned).map(({ delta, weight }) => event({ type: 'content_block_delta', index, delta }, weight)),
    event({ type: 'content_block_stop', index }),
  ];
}

/** A block as it starts: what its deltas will fill is empty. */
function openBlock({ block, json }: PlannedBlock): JsonObject {
  if (json !== undefined) return { ...block, input: {} };
  if (block.type === 'text') return { ...block, text: '' };
  return block.type === 'thinking' ? { ...block, thinking: '', signature: '' } : block;
}

interface Delta {
  readonly delta: JsonObject;
  readonly weight: number;
}

function deltasOf({ block, json, weight }: PlannedBlock): Delta[] {
  if (json !== undefined) {
    const first = { delta: { type: 'input_json_delta', partial_json: '' }, weight: 0 };
    return [first, ...fragments(json, JSON_FRAGMENT, (part) => ({ type: 'input_json_delta', partial_json: part }))];
  }
  if (block.type === 'text')
    return fragments(block.text ?? '', TEXT_FRAGMENT, (text) => ({ type: 'text_delta', text }));
  if (block.type !== 'thinking') return [];
  const shown = fragments(block.thinking ?? '', TEXT_FRAGMENT, (thinking) => ({ type: 'thinking_delta', thinking }));
  const signature = {
    delta: { type: 'signature_delta', signature: block.signature },
    weight: shown.length > 0 ? 0 : weight,
  };
  return block.signature === '' ? shown : [...shown, signature];
}

function fragments(text: string, size: number, delta: (part: string) => JsonObject): Delta[] {
  const step = Math.max(size, Math.ceil(text.length / MAX_FRAGMENTS));
  const parts: Delta[] = [];
  for (let from = 0; from < text.length;) {
    const to = safeCut(text, Math.min(text.length, from + step));
    const part = text.slice(from, to);
    parts.push({ delta: delta(part), weight: Buffer.byteLength(part) });
    from = to;
  }
  return parts;
}

function event(data: JsonObject, weight = 0): StreamEvent {
  return { frame: frame(data), weight };
}
