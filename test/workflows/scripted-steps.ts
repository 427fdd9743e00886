/** Steps of the loop that follow a script, complain about a call too many, and note what was asked. */
import type { Called, CallRequest, Steps } from '../../src/workflows/agent-loop';
import type { Progress } from '../../src/workflows/progress';
import type { Hit } from '../../src/workflows/purse';
import { nanoUsd } from '../../src/common/money';
import { FORMAT, NO_COST, type Block, type CallResult, type Part } from '../../src/common/wire';

/** What the script answers to a call: a reply that costs 10 unless it says otherwise, or that nothing was sent. */
export type Scripted = Partial<CallResult> | { readonly overBudget: number } | { readonly unanswered: number };

/** A call as it was asked, with what it was to continue. */
export type Asked = CallRequest & Pick<Progress, 'parent' | 'segment' | 'delta'>;

/** The steps, and the notes. */
export interface ScriptedSteps extends Steps {
  readonly asked: Asked[];
  /** How many tool calls each batch had. */
  readonly batches: number[];
  /** For each wait, how often the step had waited before. */
  readonly waits: number[];
  /** The limits that were waited for. */
  readonly pauses: Hit[];
  /** Throws if a reply was not used. */
  verifyUsed(): void;
}

/** Follows the script; tools answer with one result a call. `boundaries` come once the script has ended. */
export function scripted(
  replies: readonly Scripted[],
  boundaries: readonly ('carry' | 'contextFull')[] = [],
  onPause: (hit: Hit) => void = () => undefined,
): ScriptedSteps {
  const left = [...replies];
  const ends = [...boundaries];
  const asked: Asked[] = [];
  const batches: number[] = [];
  const waits: number[] = [];
  const pauses: Hit[] = [];
  const call = (request: CallRequest, { parent, segment, delta }: Progress): Promise<Called> => {
    asked.push({ ...request, parent, segment, delta });
    const next = left.shift();
    if (!next) throw new Error(`Call ${asked.length} was not expected.`);
    if ('overBudget' in next)
      return Promise.resolve({ overBudget: { costNanoUsd: nanoUsd(0), unaccountedNanoUsd: nanoUsd(next.overBudget) } });
    if ('unanswered' in next)
      return Promise.resolve({
        unanswered: { ...NO_COST, unaccountedNanoUsd: nanoUsd(next.unanswered), waitsFor: 'key' },
      });
    return Promise.resolve({ id: `t${request.turn}.${request.scheduling}`, reply: replyOf(next) });
  };
  const tools = (reply: CallResult, progress: Progress): Promise<readonly Part[]> => {
    const uses = reply.content.filter(({ type }) => type === 'tool_use');
    batches.push(uses.length);
    progress.toolCalls += uses.length;
    return Promise.resolve(
      uses.map(({ id }) => ({ kind: 'result', toolUseId: String(id), activityId: `of ${String(id)}` })),
    );
  };
  return {
    ...{ asked, batches, waits, pauses, call, tools },
    pause: async (hit) => {
      pauses.push(hit);
      onPause(hit);
    },
    wait: async (_failure, { waited }) => void waits.push(waited),
    boundary: () => (left.length === 0 ? ends.shift() : undefined),
    verifyUsed: () => {
      if (left.length > 0) throw new Error(`${left.length} scripted replies were not used.`);
    },
  };
}

/** A text of a reply. */
export const text = (words: string): Block => ({ type: 'text', text: words });

/** A reply that answers. */
export const say = (words: string, more: Partial<CallResult> = {}): Partial<CallResult> => ({
  content: [text(words)],
  ...more,
});

/** A reply that calls so many tools. */
export function use(count: number, more: Partial<CallResult> = {}): Partial<CallResult> {
  const calls = Array.from({ length: count }, (_, at) => ({
    type: 'tool_use',
    id: `toolu_${at}`,
    name: 'read',
    input: {},
  }));
  return { content: [text('Let me see.'), ...calls], stopReason: 'tool_use', ...more };
}

function replyOf(part: Partial<CallResult>): CallResult {
  const usage = {
    inputTokens: 1,
    outputTokens: 1,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
  };
  return {
    ...{ v: FORMAT, content: [], stopReason: 'end_turn', model: 'm', requestId: 'r', usage, calls: [] },
    ...{ costNanoUsd: nanoUsd(10), unaccountedNanoUsd: nanoUsd(0), ...part },
  };
}
