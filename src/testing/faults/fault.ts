/**
 * The faults that the kit knows: where each can strike, and what a run makes of it. One table, so that a fault without a
 * promised outcome can't be added. Pure.
 */
import type { FaultKind as ClaudeFault } from '../simulator/fault';
import type { Report, ToolOrder } from './report';

/** What the kit does to a run. */
export type FaultKind =
  | 'kill'
  | 'cut'
  | 'delay'
  | 'halfOpen'
  | 'restartServer'
  | 'pause'
  | 'resetActivity'
  | 'resetWorkflow'
  | 'cancel'
  | 'refusedUpdate'
  | `tool:${ToolOrder}`
  | `claude:${ClaudeFault}`;

/** Where a fault strikes: the step by its activity id, or `task 3` for the third workflow task. */
export interface Spot {
  readonly step: string;
  readonly moment: Report['moment'];
}

/** One fault at one place, or at a time after the start of the run. */
export interface Fault {
  readonly kind: FaultKind;
  readonly at: Spot | { readonly ms: number };
}

/**
 * What a run owes after a fault. `same`: the result and the transcript of a calm run, though a `once` call that was hit may
 * be told as unknown. `completed`: it ends, and says what it says. `cancelled`: it ends so, or nothing was begun any more.
 */
export type Owed = 'same' | 'completed' | 'cancelled';

/** What is known of a kind of fault. */
export interface FaultRule {
  readonly strikes: 'activity' | 'task' | 'call' | 'tool';
  readonly moments: readonly Report['moment'][];
  readonly owed: Owed;
  /** Whom it hits: the run alone, all runs of a worker, or all of the server. */
  readonly hits: 'run' | 'worker' | 'server';
  /** Whether a call of Claude may have to be asked again. */
  readonly repeatsCalls: boolean;
  /** Whether only a worker that caches can be hurt. */
  readonly needsCache?: true;
}

const ANY_MOMENT = ['before', 'during', 'after'] as const;

const killed: FaultRule = {
  ...{ strikes: 'activity', moments: ANY_MOMENT, owed: 'same', hits: 'worker', repeatsCalls: true },
};
const connection: FaultRule = { ...killed, moments: ['during'] };
const operator: FaultRule = { ...connection, hits: 'run' };
const ofTool: FaultRule = { ...operator, strikes: 'tool', moments: ['run'], repeatsCalls: false };
const ofClaude: FaultRule = { ...operator, strikes: 'call' };
const ending: FaultRule = { ...ofClaude, owed: 'completed' };

/** The table. A model that sends nothing but pings is alive by definition, and its call ends after half an hour: not here. */
export const FAULTS: Readonly<Record<Exclude<FaultKind, 'claude:pings_only'>, FaultRule>> = {
  kill: killed,
  cut: connection,
  delay: connection,
  halfOpen: connection,
  restartServer: { ...connection, hits: 'server' },
  pause: operator,
  resetActivity: operator,
  resetWorkflow: operator,
  cancel: { ...operator, owed: 'cancelled' },
  refusedUpdate: { ...operator, strikes: 'call', moments: ['before'], repeatsCalls: false, needsCache: true },
  'tool:throw': ofTool,
  'tool:hang': ofTool,
  'tool:late': ofTool,
  'tool:exit': { ...ofTool, hits: 'worker' },
  'tool:large': { ...ofTool, owed: 'completed' },
  'claude:rate_limit': ofClaude,
  'claude:overloaded': ofClaude,
  'claude:server_error': ofClaude,
  'claude:bad_gateway': ofClaude,
  'claude:hang': ofClaude,
  'claude:stall': ofClaude,
  'claude:error_event': ofClaude,
  'claude:clean_end': ofClaude,
  'claude:reset': ofClaude,
  'claude:max_tokens_in_tool': ofClaude,
  'claude:max_tokens_in_thinking': ofClaude,
  'claude:spend_limit': ofClaude,
  'claude:unauthorized': ofClaude,
  'claude:model_not_found': ofClaude,
  'claude:refusal': ending,
  'claude:pause_turn': ending,
  'claude:empty': ending,
  'claude:context_window': ending,
};

/** The rule of a kind. */
export function ruleOf(kind: FaultKind): FaultRule {
  return (FAULTS as Readonly<Record<string, FaultRule>>)[kind] ?? ending;
}

/** A fault in words, as reports and commands write it. */
export function wordsOf({ kind, at }: Fault): string {
  return 'ms' in at ? `${kind} after ${at.ms} ms` : `${kind} ${at.moment} ${at.step}`;
}

/** A step of a calm run. */
export interface CalmStep {
  readonly step: string;
  readonly strikes: ReadonlySet<FaultRule['strikes']>;
}

/** Each fault once at each place where it can strike. */
export function singleFaults(steps: readonly CalmStep[]): readonly Fault[] {
  const kinds = Object.keys(FAULTS) as FaultKind[]; // the keys of the table
  return kinds.flatMap((kind) => {
    const { strikes, moments } = ruleOf(kind);
    const hit = (step: CalmStep): boolean => step.strikes.has(strikes) || (kind === 'kill' && step.strikes.has('task'));
    return steps.filter(hit).flatMap(({ step }) => moments.map((moment) => ({ kind, at: { step, moment } })));
  });
}
