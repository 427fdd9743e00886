/**
 * The ids of our activities. They carry the structure of a run (which agent, turn, call, scheduling) and are compared on
 * replay, so the format is frozen: changing it needs `patched()`, and old ids must stay readable. This file alone owns it.
 */

/** `resolver.1/t3/claude.0`: agent `resolver`, the first one started in this run, turn 3, first scheduling. */
export interface CallId {
  readonly kind: 'call';
  readonly agent: string;
  readonly agentNumber: number;
  readonly turn: number;
  readonly scheduling: number;
}

/** `resolver.1/t3/2.toolu_01A.0`: the third call of turn 3's reply. The position keeps equal tool use ids apart. */
export interface ToolCallId {
  readonly kind: 'tool';
  readonly agent: string;
  readonly agentNumber: number;
  readonly turn: number;
  readonly position: number;
  readonly toolUseId: string;
  readonly scheduling: number;
}

/** `resolver.1/t3/carry.0`: reads the transcript out of history so that the next run can start from it. */
export interface CarryId {
  readonly kind: 'carry';
  readonly agent: string;
  readonly agentNumber: number;
  readonly turn: number;
  readonly part: number;
}

const AGENT_NAME = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/;
const CALL = /^([a-zA-Z][a-zA-Z0-9_-]*)\.(\d+)\/t(\d+)\/claude\.(\d+)$/;
const TOOL = /^([a-zA-Z][a-zA-Z0-9_-]*)\.(\d+)\/t(\d+)\/(\d+)\.([a-zA-Z0-9_-]+)\.(\d+)$/;
const CARRY = /^([a-zA-Z][a-zA-Z0-9_-]*)\.(\d+)\/t(\d+)\/carry\.(\d+)$/;

/** Tool use ids that fit into an activity id; the API's own are `toolu_` and 24 characters. Others are not accepted. */
export const TOOL_USE_ID = /^[a-zA-Z0-9_-]{1,128}$/;

/** Whether a name may stand in an activity id: a letter, then at most 63 letters, digits, `_` or `-`. */
export function isAgentName(name: string): boolean {
  return AGENT_NAME.test(name);
}

/** An agent of a run by its name for people, such as `resolver.1`; ids start with it. */
export function formatAgent({ agent, agentNumber }: Pick<CallId, 'agent' | 'agentNumber'>): string {
  return `${agent}.${agentNumber}`;
}

/** Writes an id. */
export function formatActivityId(id: CallId | ToolCallId | CarryId): string {
  const turn = `${formatAgent(id)}/t${id.turn}`;
  if (id.kind === 'call') return `${turn}/claude.${id.scheduling}`;
  if (id.kind === 'carry') return `${turn}/carry.${id.part}`;
  return `${turn}/${id.position}.${id.toolUseId}.${id.scheduling}`;
}

/** Reads an id; undefined for activities that are not ours. */
export function parseActivityId(text: string): CallId | ToolCallId | CarryId | undefined {
  const call = CALL.exec(text);
  if (call) return { kind: 'call', ...place(call), scheduling: Number(call[4]) };
  const carry = CARRY.exec(text);
  if (carry) return { kind: 'carry', ...place(carry), part: Number(carry[4]) };
  const tool = TOOL.exec(text);
  if (!tool) return undefined;
  return {
    kind: 'tool',
    ...place(tool),
    position: Number(tool[4]),
    toolUseId: tool[5] ?? '',
    scheduling: Number(tool[6]),
  };
}

function place(match: RegExpExecArray): { agent: string; agentNumber: number; turn: number } {
  return { agent: match[1] ?? '', agentNumber: Number(match[2]), turn: Number(match[3]) };
}
