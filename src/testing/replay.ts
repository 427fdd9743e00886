/**
 * Replays recorded runs on the workflow code of today and rebuilds their conversations from the same histories: what a
 * deploy would do to runs that are open, without a server and without Claude.
 */
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow';
import { Worker, type ReplayResult, type ReplayWorkerOptions } from '@temporalio/worker';
import { conversationsOf, type Conversation } from '../client/conversations';
import type { HistoryEvent } from '../client/history-pages';
import { payloadDecoder } from '../common/payload-decoding';
import type { Decode } from '../common/recording';
import { ClaudePlugin, stepSummariesPath } from '../worker/claude-plugin';
import { firstDifference } from './first-difference';
import { workflowTypeOf, type RecordedRun } from './recorded-run';

/** The workflows to replay on, as a worker has them: `workflowsPath` or `workflowBundle`, and the `dataConverter`. */
export type ReplayOptions = Pick<
  ReplayWorkerOptions,
  'workflowsPath' | 'workflowBundle' | 'dataConverter' | 'interceptors' | 'plugins' | 'bundlerOptions'
>;

/** What is wrong with a run, and where: in the workflow's steps, or in a conversation. */
export interface ReplayProblem {
  readonly of: 'workflow' | 'conversation';
  readonly message: string;
}

/** One run that was replayed; without problems it may go on under this code. */
export interface ReplayedRun {
  readonly workflowId: string;
  readonly workflowType: string;
  readonly events: number;
  /** Those that were rebuilt. */
  readonly conversations: number;
  readonly messages: number;
  readonly problems: readonly ReplayProblem[];
}

/** Replays runs one after the other, in their order. Throws where the workflows can't be bundled or loaded at all. */
export async function* replayRuns(
  runs: Iterable<RecordedRun> | AsyncIterable<RecordedRun>,
  options: ReplayOptions,
): AsyncGenerator<ReplayedRun> {
  const decode = payloadDecoder(loadDataConverter(options.dataConverter));
  const pushed: RecordedRun[] = [];
  async function* histories() {
    for await (const run of runs) {
      pushed.push(run);
      yield run;
    }
  }
  for await (const { error } of Worker.runReplayHistories(withStepSummaries(options), histories())) {
    const run = pushed.pop(); // Temporal takes one history at a time
    if (run) yield await replayed(run, error, decode);
  }
  const [lost] = pushed;
  if (lost) throw new Error(`The replay of \`${lost.workflowId}\` broke off.`);
}

async function replayed(run: RecordedRun, error: ReplayResult['error'], decode: Decode): Promise<ReplayedRun> {
  const { conversations, problem } = await rebuilt(run, decode);
  return {
    workflowId: run.workflowId,
    workflowType: workflowTypeOf(run),
    events: run.history.events?.length ?? 0,
    conversations: conversations.length,
    messages: conversations.reduce((sum, { messages }) => sum + messages.length, 0),
    problems: [
      ...(error ? [{ of: 'workflow', message: innermost(error.message) } as const] : []),
      ...(problem === undefined ? [] : [{ of: 'conversation', message: problem } as const]),
    ],
  };
}

async function rebuilt(
  { history, transcript }: RecordedRun,
  decode: Decode,
): Promise<{ readonly conversations: readonly Conversation[]; readonly problem?: string }> {
  try {
    const conversations = await conversationsOf(inOrder(history.events ?? []), decode);
    const where = transcript && firstDifference(JSON.parse(JSON.stringify(conversations)), transcript);
    return { conversations, ...(where && { problem: `It is not what was exported, at ${where}.` }) };
  } catch (error) {
    return { conversations: [], problem: (error as Error).message };
  }
}

/** The interceptor that `claude` brings into workflows gives commands too, so it has to be there. */
function withStepSummaries({ interceptors, ...options }: ReplayOptions): ReplayWorkerOptions {
  if (!options.workflowsPath || options.plugins?.some((plugin) => plugin instanceof ClaudePlugin))
    return { ...options, ...(interceptors && { interceptors }) };
  const workflowModules = [...(interceptors?.workflowModules ?? []), stepSummariesPath()];
  return { ...options, interceptors: { ...interceptors, workflowModules } };
}

/** Temporal tells the failure as its core prints it for debugging; the first message in it is what happened. */
function innermost(message: string): string {
  const quoted = /message: ("(?:[^"\\]|\\.)*")/.exec(message)?.[1];
  try {
    return quoted ? (JSON.parse(quoted) as string) : message;
  } catch {
    return message; // an escape of Rust's that JSON does not have
  }
}

async function* inOrder(events: readonly HistoryEvent[]): AsyncGenerator<HistoryEvent> {
  yield* events;
}
