/** Runs a tool's activity as a worker would: validated arguments, a call that identifies them, a mock environment. */
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import type { Info } from '@temporalio/activity';
import { z } from 'zod';
import { defineTool, type Tool, type ToolContext } from '../../src/activities';
import { toolActivity } from '../../src/activities/tool-activity';
import { hashOf } from '../../src/common/canonical-json';
import type { Json, JsonObject } from '../../src/common/json';
import { FORMAT, type ToolCall, type ToolResult } from '../../src/common/wire';

/** What differs from a first attempt of call `toolu_1` in run `first`. */
export interface ToolStart {
  readonly info?: Partial<Info>;
  readonly call?: Partial<ToolCall>;
  readonly onStart?: (environment: MockActivityEnvironment) => void;
}

/** How an attempt ended, with its heartbeats and what it logged. */
export interface ToolAttempt {
  readonly result?: ToolResult;
  readonly error?: unknown;
  readonly beats: readonly Json[];
  readonly log: readonly LogEntry[];
}

/** One attempt of a tool. */
export async function attempt(
  tool: Pick<Tool, 'definition'>,
  args: JsonObject = {},
  { info, call, onStart }: ToolStart = {},
): Promise<ToolAttempt> {
  const log: LogEntry[] = [];
  const logger = new DefaultLogger('DEBUG', (entry) => log.push(entry));
  const environment = new MockActivityEnvironment(
    { activityId: 'resolver.1/t1/0.toolu_1.0', heartbeatTimeoutMs: 10_000, ...info },
    { logger },
  );
  const beats: Json[] = [];
  environment.on('heartbeat', (details: Json) => beats.push(details));
  const activity = toolActivity(tool.definition, {
    claim: async () => ({ kind: 'mine' }), // real ones need a server
    requireDecided: async () => undefined, // likewise
  });
  const running = environment.run(activity, args, {
    v: FORMAT,
    toolUseId: 'toolu_1',
    hash: hashOf(args),
    firstRunId: 'first',
    ...call,
  });
  onStart?.(environment);
  return running.then(
    (result) => ({ result: result as ToolResult, beats, log }), // the environment erases the type
    (error: unknown) => ({ error, beats, log }),
  );
}

/** The failure that an attempt must have ended with. */
export function failureOf({ error, result }: ToolAttempt): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  throw new Error(`The attempt did not fail as expected: ${String(error)} ${JSON.stringify(result)}`);
}

/** A tool that notes how it was run. */
export interface Probe extends Tool {
  readonly runs: { args: object; ctx: ToolContext }[];
}

/** What a probe does. */
export type Work = (ctx: ToolContext) => unknown;

/** A tool that notes how it was run; `effect` and limits vary. */
export function probe(work: Work, more: { effect?: 'read' | 'once'; maxAttempts?: number } = {}): Probe {
  const runs: Probe['runs'] = [];
  const tool = defineTool({
    ...{
      name: 'probe',
      description: 'Probes.',
      ...(more.maxAttempts !== undefined && { maxAttempts: more.maxAttempts }),
    },
    ...(more.effect === 'once' ? { effect: 'once', verify: 'cannot' } : { effect: 'read' }),
    input: z.object({ id: z.string().optional() }),
    run: async (args, ctx) => {
      runs.push({ args, ctx });
      return (await work(ctx)) as string; // whatever it is: the types of `run` have tests of their own
    },
  });
  return Object.assign(tool, { runs });
}

/** Work that throws this. */
export const fails = (error: unknown) => (): never => {
  throw error;
};
