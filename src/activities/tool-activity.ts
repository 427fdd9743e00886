/**
 * The activity that a tool becomes. It guards what happens before and after `run`: the right arguments, the right number
 * of attempts, errors sorted into those that Claude reads, those that Temporal retries and those that end the call.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ArtifactStore } from '../artifacts';
import { hashOf } from '../common/canonical-json';
import { FAILURE } from '../common/failure-type';
import { readable } from '../common/format-version';
import type { JsonObject } from '../common/json';
import type { UnknownOutcome } from '../common/once';
import { CLAIMED_FORMAT, type ToolCall, type ToolResult } from '../common/wire';
import { Attempts } from './attempts';
import type { DisabledList } from './disabled-list';
import { countToolError } from './instruments';
import { withStoredFiles } from './tool-files';
import { ToolError, type ToolContext, type ToolDefinition } from './tool';
import { claimOnce } from './once-claim';
import { requireDecision } from './recorded-decision';
import { toolError, toolResult } from './tool-output';

/** What a tool's activity takes: the arguments, and what identifies the call. */
export type ToolActivity = (args: JsonObject, call: ToolCall) => Promise<ToolResult>;

/** What the activity works with. */
export interface ToolDependencies {
  readonly artifacts?: ArtifactStore | undefined;
  /** Decides whether a `once` tool may be started. */
  readonly claim?: typeof claimOnce;
  readonly disabled?: DisabledList;
  /** Throws where history does not hold the decision to make this call. */
  readonly requireDecided?: typeof requireDecision;
}

/** Attempts of a `once` tool that died before they claimed their call; then it is told as unknown. */
const MAX_CLAIMS = 5;

/** Makes the activity of a tool. */
export function toolActivity(
  tool: ToolDefinition,
  { artifacts, claim = claimOnce, disabled, requireDecided = requireDecision }: ToolDependencies = {},
): ToolActivity {
  return async (args, call) => {
    const attempts = new Attempts();
    try {
      refuseForeign(call, args, attempts);
      if (call.approved || !isFree(tool)) await unstarted(attempts, requireDecided(tool.name, call));
      await disabled?.refuse({ kind: 'tool', name: tool.name }, attempts);
      refuseRepeated(tool, call, attempts);
      const claimed = tool.effect === 'once' ? await unstarted(attempts, claim(tool.name, call)) : undefined;
      if (claimed?.kind === 'done') return claimed.result;
      if (claimed?.kind === 'taken') throw outcomeUnknown(tool, claimed.by);
      if (Context.current().cancellationSignal.aborted) throw asCancelled(undefined); // while it was claiming
      return await runOnce({ tool, artifacts }, args, call, attempts);
    } finally {
      attempts.end();
    }
  };
}

/** What changes nothing and tells no secrets may run unlooked at: a look costs a request to the server. */
function isFree({ effect, sensitive }: ToolDefinition): boolean {
  return effect === 'read' && !sensitive;
}

async function runOnce(
  { tool, artifacts }: { readonly tool: ToolDefinition; readonly artifacts: ArtifactStore | undefined },
  args: JsonObject,
  call: ToolCall,
  attempts: Attempts,
): Promise<ToolResult> {
  try {
    const returned = await tool.run(args, contextFor(tool, args, call, attempts));
    return toolResult(await withStoredFiles(returned, artifacts, tool.effect));
  } catch (error) {
    if (error instanceof ToolError) {
      countToolError(tool.name);
      return toolError(error.message);
    }
    if (Context.current().cancellationSignal.aborted) throw asCancelled(error);
    throw asFailure(tool, error, attempts);
  }
}

/** Newer formats wait for newer workers; arguments that are not the validated ones are never run. */
function refuseForeign(call: ToolCall, args: JsonObject, attempts: Attempts): void {
  try {
    readable(call, 'The tool call');
  } catch (error) {
    attempts.waive();
    throw error;
  }
  const hash = hashOf(args);
  const { approved = { argsHash: hash } } = call;
  if (hash !== call.hash || hash !== approved.argsHash) {
    const what = hash === call.hash ? 'approved' : 'validated';
    throw ApplicationFailure.nonRetryable(
      `The arguments of \`${call.toolUseId}\` are not the ones that were ${what}. Nothing was run.`,
      FAILURE.argumentsChanged,
    );
  }
}

/** An attempt that did not come through its checks did nothing, and does not count. */
async function unstarted<T>(attempts: Attempts, check: Promise<T>): Promise<T> {
  try {
    return await check;
  } catch (error) {
    attempts.waive();
    throw error;
  }
}

/** `by` is the id of the call that may have had the effect. */
function outcomeUnknown({ name }: Pick<ToolDefinition, 'name'>, by: string | null): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE.outcomeUnknown,
    nonRetryable: true,
    message: `\`${name}\` was started before and may have had its effect. It is not started a second time.`,
    details: [{ by } satisfies UnknownOutcome],
  });
}

/** The last line before an effect: an attempt too many ends here. Claims say more of a `once` tool than a count does. */
function refuseRepeated({ name, effect, maxAttempts }: ToolDefinition, { v }: ToolCall, attempts: Attempts): void {
  const { counted } = attempts;
  const isOnce = effect === 'once';
  const most = isOnce && v >= CLAIMED_FORMAT ? MAX_CLAIMS : maxAttempts;
  if (counted <= most) return;
  if (isOnce) throw outcomeUnknown({ name }, Context.current().info.activityId);
  throw ApplicationFailure.nonRetryable(`\`${name}\` did not end in ${maxAttempts} attempts.`, FAILURE.toolFailed);
}

function asFailure(
  { name, effect, maxAttempts }: ToolDefinition,
  error: unknown,
  { counted }: Attempts,
): ApplicationFailure {
  const cause = error instanceof Error ? error : new Error(String(error));
  const isFinal = error instanceof ApplicationFailure && error.nonRetryable === true;
  const type = effect === 'once' ? FAILURE.outcomeUnknown : FAILURE.toolFailed;
  return ApplicationFailure.create({
    type,
    nonRetryable: isFinal || counted >= maxAttempts,
    message: `\`${name}\` failed: ${cause.message}`,
    cause,
  });
}

function asCancelled(error: unknown): CancelledFailure {
  return error instanceof CancelledFailure ? error : new CancelledFailure('The tool call was cancelled.');
}

/** What a tool's functions get beside the arguments. */
export function contextFor(tool: ToolDefinition, args: JsonObject, call: ToolCall, attempts: Attempts): ToolContext {
  const { cancellationSignal, log } = Context.current();
  return {
    idempotencyKey: idempotencyKey(tool, args, call),
    attempt: attempts.counted,
    signal: cancellationSignal,
    heartbeat: (detail) => attempts.report(detail ?? null),
    log: {
      debug: (message, fields) => void log.debug(message, { ...fields }),
      info: (message, fields) => void log.info(message, { ...fields }),
      warn: (message, fields) => void log.warn(message, { ...fields }),
      error: (message, fields) => void log.error(message, { ...fields }),
    },
  };
}

/**
 * By the arguments: the same in every run of the namespace. By the call: the same for every attempt of it, also after a
 * reset or continue-as-new, which keep the first run's id.
 */
function idempotencyKey({ name, key }: ToolDefinition, args: JsonObject, call: ToolCall): string {
  const { workflowNamespace, workflowExecution } = Context.current().info;
  if (typeof key !== 'function') {
    return hashOf([
      'call',
      workflowNamespace ?? '',
      workflowExecution?.workflowId ?? '',
      call.firstRunId,
      call.toolUseId,
      ...(call.scheduling ? [call.scheduling] : []),
    ]);
  }
  const same = key(args);
  if (typeof same === 'string' && same !== '') return hashOf(['args', workflowNamespace ?? '', name, same]);
  throw ApplicationFailure.nonRetryable(
    `\`key\` of tool \`${name}\` must return a text that is not empty, and returned \`${String(same)}\`.`,
    FAILURE.toolFailed,
  );
}
