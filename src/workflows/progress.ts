/** Where one agent's run stands: what the next call continues, and what was spent. Everything that continue-as-new carries. */
import { nanoUsd, type NanoUsd } from '../common/money';
import type { Undoable } from '../common/undo';
import { CARRIED, type Carried, type CarryResult } from '../common/carry';
import type { Offer } from '../common/offer';
import { FORMAT, NO_COST, type Accounting, type Part } from '../common/wire';
import { unknownOutcomes } from './run-state';
import { joined, noTaint, readByTool, type Taint } from './taint';

/** Mutable, owned by one loop. */
export interface Progress {
  /** The call whose reply comes right before; null at the start. */
  parent: string | null;
  /** The call that opened the segment; null until it is made. */
  segment: string | null;
  /** The tools of the segment as its first call recorded them. */
  offer: Offer;
  /** The model that a person put in place of the agent's own. */
  model?: string;
  /** New since the parent. */
  delta: readonly Part[];
  turns: number;
  toolCalls: number;
  readonly callsByTool: Record<string, number>;
  /** Tools of which a call succeeded. */
  readonly succeeded: string[];
  repaired: boolean;
  /** What the run has read; shared by all its agents. */
  readonly taint: Taint;
  /** What is taken back if there is no answer; absent where nothing is. */
  effects?: Undoable[];
  costNanoUsd: NanoUsd;
  unaccountedNanoUsd: NanoUsd;
  /** Of all prompts and replies, and those that attempts without a known bill took at the most. */
  tokens: number;
  /** Schedulings that the next turn's number has used up already, without anything being sent. */
  schedulings: number;
  /** By the workflow's clock; set where the time is limited. */
  startedAtMs?: number;
}

/** The start of a conversation. */
export function freshProgress(delta: readonly Part[], taint = noTaint()): Progress {
  return {
    parent: null,
    segment: null,
    offer: { tools: [] },
    delta,
    turns: 0,
    toolCalls: 0,
    callsByTool: {},
    succeeded: [],
    repaired: false,
    taint,
    ...NO_COST,
    ...{ tokens: 0, schedulings: 0 },
  };
}

/** Goes on where the run before stopped; the messages stand in this run's start input. */
export function carriedProgress(carried: Carried, taint = noTaint()): Progress {
  const { v: _, agent: __, opening: ___, lastTokens: ____, unknown = [], effects, ...kept } = carried;
  for (const call of unknown) unknownOutcomes.add(call);
  return {
    ...kept,
    callsByTool: { ...kept.callsByTool },
    succeeded: [...(kept.succeeded ?? [])],
    taint: joined(taint, kept.taint ?? noTaint()),
    ...{ tokens: kept.tokens ?? 0, schedulings: 0 },
    ...(effects && { effects: [...effects] }),
    parent: CARRIED,
    segment: CARRIED,
    delta: [],
  };
}

/** What the next run gets beside the messages. */
export function carry(agent: string, progress: Progress, { opening, offer, lastTokens }: CarryResult): Carried {
  const { parent: _, segment: __, delta: ___, model: ____, schedulings: _____, ...kept } = progress; // the opening has the model
  return { ...kept, v: FORMAT, agent, opening, offer, lastTokens, unknown: [...unknownOutcomes] };
}

/** A segment opens. Tools that were called in earlier ones may be known by now for what they return. */
export function takeOffer(progress: Progress, offer: Offer): void {
  progress.offer = offer;
  for (const tool of offer.tools) if (Object.hasOwn(progress.callsByTool, tool.name)) readByTool(progress.taint, tool);
}

/** Adds what a call cost. */
export function settle(progress: Progress, { costNanoUsd, unaccountedNanoUsd }: Accounting, tokens: number): void {
  progress.tokens += tokens;
  progress.costNanoUsd = nanoUsd(progress.costNanoUsd + costNanoUsd);
  progress.unaccountedNanoUsd = nanoUsd(progress.unaccountedNanoUsd + unaccountedNanoUsd);
}
