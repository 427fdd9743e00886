/** Plans one reply to its last byte: the blocks as shown and signed, the stop, and the tokens it costs. */
import { cutAfter, type Draft, draftBlock, draftReply, totalWeight, weightOf } from './draft';
import type { FaultEnding } from './fault';
import { isThinking } from './prompt';
import type { CheckedRequest } from './checks/check-request';
import type { ScriptedReply } from './scripted-reply';
import { sign, type Standing, standingAfter } from './signature';
import { tokensOfBytes } from './tokens';

/** A block as it will be sent. `weight` is what the model wrote for it, shown or not. */
export interface PlannedBlock extends Draft {
  readonly weight: number;
}

/** A reply ready to be sent. */
export interface Plan {
  readonly blocks: readonly PlannedBlock[];
  readonly stopReason: string;
  readonly stopDetails: object | null;
  readonly outputTokens: number;
  readonly thinkingTokens: number;
  /** Where the conversation stands after it. */
  readonly standing: Standing;
}

interface Outcome {
  readonly drafts: readonly Draft[];
  readonly stopReason: string;
  readonly stopDetails?: object | null;
  readonly outputTokens?: number;
}

const REFUSED = { type: 'refusal', category: 'general_harms', explanation: null };
const FILLER_THINKING = 'Let me think about this step by step before I answer.';
const FILLER_TEXT = 'One moment, this takes longer than one turn.';
const HALF = 0.5;

/** Plans the reply to a request, ended early by a fault or by `max_tokens`. */
export function planReply(reply: ScriptedReply, request: CheckedRequest, fault?: FaultEnding): Plan {
  const asked = limit(fault ? ending(reply, request, fault) : scripted(reply), request);
  const shown = show(asked.drafts, request);
  const weight = totalWeight(asked.drafts);
  const thinking = asked.drafts.filter(({ block }) => isThinking(block));
  const outputTokens = asked.outputTokens ?? Math.max(1, tokensOfBytes(weight));
  return {
    blocks: shown.blocks,
    standing: shown.standing,
    stopReason: asked.stopReason,
    stopDetails: asked.stopDetails ?? null,
    outputTokens,
    thinkingTokens: Math.min(outputTokens, tokensOfBytes(totalWeight(thinking))),
  };
}

/** The reply as the script wants it; the thinking is left out where the request has switched it off. */
function scripted(reply: ScriptedReply): Outcome {
  const drafts = draftReply(reply);
  const stopReason = reply.stopReason ?? (drafts.some(({ json }) => json !== undefined) ? 'tool_use' : 'end_turn');
  const stopDetails = reply.stopDetails === undefined && stopReason === 'refusal' ? REFUSED : reply.stopDetails;
  return {
    drafts,
    stopReason,
    ...(stopDetails === undefined ? {} : { stopDetails }),
    ...(reply.outputTokens === undefined ? {} : { outputTokens: reply.outputTokens }),
  };
}

function ending(reply: ScriptedReply, request: CheckedRequest, fault: FaultEnding): Outcome {
  const { drafts } = scripted(reply);
  const outputTokens = reply.outputTokens ?? request.body.max_tokens;
  switch (fault.kind) {
    case 'max_tokens_in_tool':
      return { drafts: cutInTool(drafts), stopReason: 'max_tokens', outputTokens };
    case 'max_tokens_in_thinking':
      return { drafts: cutInThinking(drafts), stopReason: 'max_tokens', outputTokens };
    case 'refusal':
      return { drafts: fault.afterPartialTool ? cutInTool(drafts) : [], stopReason: 'refusal', stopDetails: REFUSED };
    case 'pause_turn':
      return { drafts: withoutTools(drafts), stopReason: 'pause_turn' };
    case 'empty':
      return { drafts: [], stopReason: 'end_turn' };
    case 'context_window':
      return { drafts: cutAfter(drafts, totalWeight(drafts) * HALF), stopReason: 'model_context_window_exceeded' };
  }
}

/** Stops in the middle of the last tool call, or of the last block if there is none. */
function cutInTool(drafts: readonly Draft[]): Draft[] {
  const tool = drafts.findLastIndex(({ json }) => json !== undefined);
  const kept = tool < 0 ? drafts : drafts.slice(0, tool + 1);
  const last = kept.at(-1);
  return last ? cutAfter(kept, totalWeight(kept) - weightOf(last) * HALF) : [];
}

function cutInThinking(drafts: readonly Draft[]): Draft[] {
  const thinking = drafts.find(({ block }) => block.type === 'thinking');
  const whole = thinking ?? draftBlock({ type: 'thinking', thinking: FILLER_THINKING });
  return cutAfter([whole], weightOf(whole) * HALF);
}

/** A turn pauses for Anthropic's own tools, never with an open call of ours. */
function withoutTools(drafts: readonly Draft[]): readonly Draft[] {
  const kept = drafts.filter(({ json }) => json === undefined);
  return kept.some(({ block }) => !isThinking(block))
    ? kept
    : [...kept, draftBlock({ type: 'text', text: FILLER_TEXT })];
}

/** Cuts a reply that is longer than `max_tokens`. */
function limit(outcome: Outcome, { body }: CheckedRequest): Outcome {
  const weight = totalWeight(outcome.drafts);
  const tokens = outcome.outputTokens ?? tokensOfBytes(weight);
  if (tokens <= body.max_tokens) return outcome;
  const drafts = cutAfter(outcome.drafts, (weight * body.max_tokens) / tokens);
  return { drafts, stopReason: 'max_tokens', outputTokens: body.max_tokens };
}

/** Signs the thinking, and empties its text where it is not to be shown. */
function show(
  drafts: readonly Draft[],
  { body, model, standing: start }: CheckedRequest,
): Pick<Plan, 'blocks' | 'standing'> {
  const display = body.thinking?.display ?? (model.thinking === 'always' ? 'omitted' : 'summarized');
  const visible = body.thinking?.type === 'disabled' ? drafts.filter(({ block }) => !isThinking(block)) : drafts;
  let standing = start;
  const blocks = visible.map((draft): PlannedBlock => {
    const weight = weightOf(draft);
    if (draft.block.type !== 'thinking') {
      standing = standingAfter(standing, { block: draft.block, role: 'assistant' });
      return { ...draft, weight };
    }
    const thinking = display === 'omitted' ? '' : (draft.block.thinking ?? '');
    const signature = draft.cut ? '' : (draft.block.signature ?? sign(standing, thinking));
    return { ...draft, weight, block: { ...draft.block, thinking, signature } };
  });
  return { blocks, standing };
}
