/** Runs the tool calls of a reply with Temporal's scheduling replaced by a script. */
import { nanoUsd } from '../../src/common/money';
import type { EffectKind, ToolOffer } from '../../src/common/offer';
import type { Block, CallResult, Part, ValidatedCall } from '../../src/common/wire';
import { defineAgent } from '../../src/workflows/agent';
import { freshProgress, type Progress } from '../../src/workflows/progress';
import { runTools } from '../../src/workflows/tool-calls';
import { toolbox, type Rules } from '../../src/workflows/toolbox';

/** What was scheduled, in order. */
export const scheduled: {
  name: string;
  args: unknown[];
  options: { activityId: string; summary: string; startToCloseTimeout: number; cancellationType: string };
}[] = [];
let answer: (activityId: string) => Promise<unknown> = () => Promise.resolve('ok');

/** How activities end from now on; by default well. */
export function answerWith(next: typeof answer): void {
  answer = next;
}

jest.mock('@temporalio/workflow', () => ({
  ...jest.requireActual<object>('@temporalio/workflow'),
  workflowInfo: () => ({ firstExecutionRunId: 'first' }),
  scheduleActivity: (name: string, args: unknown[], options: (typeof scheduled)[number]['options']) => {
    scheduled.push({ name, args, options });
    return answer(options.activityId);
  },
}));

beforeEach(() => {
  scheduled.length = 0;
  answer = () => Promise.resolve('ok');
});

/** What every call was validated with. */
export const HASH = 'h'.repeat(64);
/** A tool as it was offered. */
export const offer = (name: string, effect: EffectKind = 'read'): ToolOffer => ({
  name,
  description: 'd',
  inputSchema: {},
  effect,
  timeoutMs: 7_000,
});
/** A call of a reply. */
export const use = (at: number, name: string, input: object = { id: String(at) }): Block => ({
  type: 'tool_use',
  id: `toolu_${at}`,
  name,
  input: input as Record<string, string>,
});

/** What differs from one tool without rules. */
export interface Setting {
  readonly rules?: Record<string, Rules>;
  readonly offers?: readonly ToolOffer[];
  readonly calls?: readonly ValidatedCall[];
  readonly progress?: Progress;
}

/** Runs the calls of one reply. */
export function run(
  uses: readonly Block[],
  { rules = { read: {} }, offers = [offer('read')], calls, progress = freshProgress([]) }: Setting = {},
): Promise<readonly Part[]> {
  const agent = defineAgent({
    name: 'resolver',
    model: 'm',
    system: '',
    maxTokens: 1,
    tools: toolbox<Record<string, never>>(rules as object),
    maxTurns: 9,
  });
  const validated = calls ?? uses.map(({ id }) => ({ id: String(id), hash: HASH }));
  const reply = {
    content: [{ type: 'text', text: 'Let me see.' }, ...uses],
    calls: validated,
    costNanoUsd: nanoUsd(0),
  } as unknown as CallResult; // what is read of it
  progress.offer = { tools: offers };
  progress.turns = 2;
  return runTools(reply, progress, {
    agent,
    id: { agent: 'resolver', agentNumber: 1, turn: 2 },
    ...{ label: '3/4 resolver', deadlines: [] },
  });
}
