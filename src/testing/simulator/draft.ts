/** The blocks of a reply before they are signed: made from a script, weighed in bytes, and cut where the model stopped. */
import { newId } from './identity';
import { scanJson } from '../../activities/tool-arguments';
import { parseJson } from './json';
import type { MessageBlock } from './request';
import type { ScriptedReply, ScriptedToolUse } from './scripted-reply';

/** What nests deeper is sent as the script's text alone: writing it again would take the stack. */
const MAX_DEPTH = 1_000;

/** One block of a reply in the making. */
export interface Draft {
  readonly block: MessageBlock;
  /** The JSON text of a tool call's input; not parseable when the call was cut. */
  readonly json?: string;
  readonly cut?: boolean;
}

/** The blocks that a scripted reply asks for. */
export function draftReply(reply: ScriptedReply): Draft[] {
  // Scripted blocks are taken at their word: a script may be wrong on purpose.
  if (reply.content) return reply.content.map((block) => draftBlock(block as MessageBlock));
  return [
    ...(reply.thinking === undefined ? [] : [draftBlock({ type: 'thinking', thinking: reply.thinking })]),
    ...(reply.text ? [draftBlock({ type: 'text', text: reply.text })] : []),
    ...(reply.toolUses ?? []).map(draftToolUse),
  ];
}

/** One block with the fields that the API always sets. */
export function draftBlock(block: MessageBlock): Draft {
  if (block.type === 'text') return { block: { citations: null, ...block } };
  if (block.type !== 'tool_use') return { block };
  const { id, name, input } = block;
  return draftToolUse({ name: String(name), input, ...(id === undefined ? {} : { id }) });
}

function draftToolUse({ name, input, id, rawInput }: ScriptedToolUse): Draft {
  const json = rawInput ?? JSON.stringify(input ?? {});
  const parsed = (scanJson(json).depth <= MAX_DEPTH && parseJson(json)) || {};
  return {
    block: { type: 'tool_use', id: id ?? newId('toolu_01'), name, input: parsed, caller: { type: 'direct' } },
    json,
  };
}

/** What the model wrote for a block, in bytes. */
export function weightOf({ block, json }: Draft): number {
  if (json !== undefined) return Buffer.byteLength(json);
  return Buffer.byteLength(block.text ?? block.thinking ?? JSON.stringify(block));
}

/** The weight of all blocks. */
export function totalWeight(drafts: readonly Draft[]): number {
  return drafts.reduce((sum, draft) => sum + weightOf(draft), 0);
}

/** What is left when the model stops after so many bytes: whole blocks, then one cut block. */
export function cutAfter(drafts: readonly Draft[], bytes: number): Draft[] {
  let room = bytes;
  return drafts.flatMap((draft) => {
    const weight = weightOf(draft);
    const share = Math.max(0, Math.min(1, room / Math.max(1, weight)));
    const reached = room > 0;
    room -= weight;
    if (share === 1) return [draft];
    return reached ? cutBlock(draft, share) : [];
  });
}

/** The first part of a block; text without a character left disappears, a tool call does not. */
function cutBlock({ block, json }: Draft, share: number): Draft[] {
  if (json !== undefined) return [{ block: { ...block, input: {} }, json: firstPart(json, share), cut: true }];
  if (block.type === 'thinking') {
    return [{ block: { ...block, thinking: firstPart(block.thinking ?? '', share) }, cut: true }];
  }
  const text = firstPart(block.text ?? '', share);
  return text === '' ? [] : [{ block: { ...block, text }, cut: true }];
}

function firstPart(text: string, share: number): string {
  return text.slice(0, safeCut(text, Math.floor(text.length * share)));
}

/** The nearest place at or after `index` that does not split a character of two code units. */
export function safeCut(text: string, index: number): number {
  const code = text.charCodeAt(index - 1);
  return code >= 0xd800 && code <= 0xdbff ? index + 1 : index;
}
