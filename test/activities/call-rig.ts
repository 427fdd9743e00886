/**
 * Drives `callClaude` as a worker would: the real activity in a mock environment, the real simulator over HTTP, and a
 * history that the calls are written into.
 */
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { z } from 'zod';
import { defineTool, type ClaudeClient } from '../../src/activities';
import { claudeActivities, type ClaudeOptions } from '../../src/activities/claude-activities';
import { formatActivityId } from '../../src/common/activity-id';
import type { Json } from '../../src/common/json';
import type { Opening } from '../../src/common/offer';
import {
  CALL_ACTIVITY,
  FORMAT,
  type Accounting,
  type CallInput,
  type CallResult,
  type Part,
  type ToolResult,
} from '../../src/common/wire';
import type { Script } from '../../src/testing/simulator/scripted-reply';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/testing/simulator/simulator';
import { RecordedRun } from './recorded-history';

/** A tool to be offered. */
export const lookUp = defineTool({
  name: 'look_up',
  description: 'Looks an order up.',
  effect: 'read',
  input: z.object({ id: z.string(), page: z.int().default(1) }),
  run: async ({ id }) => id,
});

/** How one attempt ended, and the heartbeats that it left for the next. */
export interface Attempt {
  readonly result?: CallResult;
  readonly error?: unknown;
  readonly beats: readonly Json[];
}

/** What an attempt starts with. */
export interface Start {
  readonly attempt?: number;
  readonly heartbeatDetails?: unknown;
  readonly onStart?: (environment: MockActivityEnvironment) => void;
}

/** One conversation and what it needs. */
export interface CallRig {
  readonly sim: Simulator;
  readonly run: RecordedRun;
  /** Writes the call into history, runs one attempt, and writes its result down. */
  call(turn: number, input?: Partial<CallInput>, start?: Start): Promise<Attempt>;
  /** The same where it must go well. */
  reply(turn: number, input?: Partial<CallInput>): Promise<CallResult>;
  /** Writes a tool's result into history. */
  toolResult(turn: number, toolUseId: string, result: Omit<ToolResult, 'v'>): Promise<Part>;
}

const open: Simulator[] = [];

/** Closes the simulators that `callRig` started. */
export async function closeRigs(): Promise<void> {
  await Promise.all(open.splice(0).map((sim) => sim.close()));
}

/** Starts a simulator with this script and the activity of a worker in front of it. */
export async function callRig(
  script: Script,
  {
    worker = {},
    client,
    ...simulator
  }: Omit<SimulatorOptions, 'script'> & {
    readonly worker?: Partial<ClaudeOptions>;
    readonly client?: (baseURL: string) => ClaudeClient;
  } = {},
): Promise<CallRig> {
  const sim = await startSimulator({ script, ...simulator });
  open.push(sim);
  const run = new RecordedRun();
  await run.start({ prompt: 'Hello' });
  const { activities } = claudeActivities({
    tools: { lookUp },
    ...(client ? { client: client(sim.url) } : { apiKey: 'k', baseURL: sim.url }),
    idleMs: 2_000,
    ...worker,
  });
  const activity = activities[CALL_ACTIVITY] as unknown as (input: CallInput) => Promise<CallResult>;
  const call = async (turn: number, input: Partial<CallInput> = {}, start: Start = {}): Promise<Attempt> => {
    const activityId = callId(turn);
    const { opening, ...rest } = { ...firstCall(), ...input };
    const whole: CallInput = { ...rest, ...(rest.segment === null && opening && { opening }) };
    const scheduled = await run.schedule(activityId, CALL_ACTIVITY, whole);
    const outcome = await attempt(run, activityId, () => activity(whole), start);
    if (outcome.result) await run.complete(scheduled, outcome.result);
    return outcome;
  };
  return {
    ...{ sim, run, call },
    reply: async (turn, input) => {
      const { result, error } = await call(turn, input);
      if (!result) throw error;
      return result;
    },
    toolResult: async (turn, toolUseId, result) => {
      const activityId = formatActivityId({ kind: 'tool', ...PLACE, turn, position: 0, toolUseId, scheduling: 0 });
      await run.complete(await run.schedule(activityId, 'look_up', {}), { v: FORMAT, ...result });
      return { kind: 'result', toolUseId, activityId };
    },
  };
}

const PLACE = { agent: 'resolver', agentNumber: 1 } as const;

/** The id of a turn's call. */
export function callId(turn: number): string {
  return formatActivityId({ kind: 'call', ...PLACE, turn, scheduling: 0 });
}

/** Opens a conversation with one tool. */
export function firstCall(opening: Partial<Opening> = {}): CallInput {
  return {
    ...{ v: FORMAT, parent: null, segment: null, maxTokens: 1_000, allowanceNanoUsd: null },
    opening: { model: 'claude-opus-5-5', system: 'Be brief.', tools: ['look_up'], ...opening },
    delta: [text('Hello')],
  };
}

/** Continues the turn before. */
export function nextCall(turn: number, ...delta: readonly Part[]): CallInput {
  const { opening: _, ...input } = firstCall();
  return { ...input, parent: callId(turn - 1), segment: callId(1), delta };
}

/** Text of workflow code. */
export function text(words: string): Part {
  return { kind: 'text', text: words };
}

/** The failure that an attempt must have ended with. */
export function failureOf({ error, result }: Attempt): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  throw new Error(`The attempt did not fail as expected: ${String(error)} ${JSON.stringify(result)}`);
}

/** What a failed or cancelled attempt says it may have cost. */
export function accountingOf({ error }: Attempt): Accounting {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error.details?.[0] as Accounting; // wire seam
  throw new Error(`There is no accounting in ${String(error)}`);
}

async function attempt(
  run: RecordedRun,
  activityId: string,
  work: () => Promise<CallResult>,
  start: Start,
): Promise<Attempt> {
  const { onStart, ...info } = start;
  const environment = new MockActivityEnvironment(
    { activityId, heartbeatTimeoutMs: 10_000, ...info },
    { client: run.client(), logger: new DefaultLogger('ERROR') },
  );
  const beats: Json[] = [];
  environment.on('heartbeat', (details: Json) => beats.push(details));
  const running = environment.run(work);
  onStart?.(environment);
  return running.then(
    (result) => ({ result: JSON.parse(JSON.stringify(result)) as CallResult, beats }),
    (error: unknown) => ({ error, beats }),
  );
}
