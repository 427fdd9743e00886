/**
 * Takes back what an agent did when it does not come to an answer: the undos of its completed effects in reverse, each an
 * activity of its own, decided by this code and by no model. It goes on through cancellation, kills and failing undos.
 */
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import {
  ActivityCancellationType,
  CancellationScope,
  isCancellation,
  log,
  scheduleActivity,
} from '@temporalio/workflow';
import { utf8Length } from '../common/canonical-json';
import { FAILURE } from '../common/failure-type';
import type { JsonObject } from '../common/json';
import { UNDO_ACTIVITY, undoId, type UndoInput, type Undoable, type Undone } from '../common/undo';
import type { ToolOffer } from '../common/offer';
import { FORMAT } from '../common/wire';
import type { Agent } from './agent';
import type { Ask } from './ask';
import type { Outcome } from './outcome';
import type { Progress } from './progress';
import { oneLine } from './summary';

/** Waits between attempts; the activity itself counts them and says which is the last. */
const RETRY = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** With the arguments of one more reply it fits into the payload that a run hands to the next one. */
const MAX_UNDO_BYTES = 400_000;

/** A longer result stays in history only, where an undo can't count on it. */
const MAX_UNDO_RESULT_BYTES = 1_024;

/** Runs an agent to its outcome, or to where it goes on in a new run; takes its effects back where the ask says so. */
export async function compensated<Output, Rest extends readonly unknown[]>(
  ask: Ask,
  progress: Progress,
  place: { readonly agent: Agent<unknown>; readonly label: string },
  work: () => Promise<Outcome<Output> | Rest>,
): Promise<Outcome<Output> | Rest> {
  if (ask.onFailure !== 'compensate') return work();
  progress.effects ??= [];
  let outcome: Outcome<Output> | Rest;
  try {
    outcome = await work();
  } catch (error) {
    const failed = (await undoAll(progress, place)).filter((undone) => undone.error !== undefined);
    if (failed.length === 0) throw error;
    if (!isCancellation(error)) throw compensationFailed(failed, error);
    log.warn(describe(failed)); // a cancelled run ends as cancelled; its ledger has the rest
    throw error;
  }
  if (!('kind' in outcome) || outcome.kind === 'answer') return outcome;
  return { ...outcome, undone: await undoAll(progress, place) };
}

/** Notes an effect that took place, where effects are taken back. */
export function noteEffect(
  { effects }: Progress,
  { name, undoes, timeoutMs }: ToolOffer,
  effect: Pick<Undoable, 'activityId' | 'args' | 'call'>,
  result: unknown,
): void {
  if (!effects || !undoes) return;
  const { v, toolUseId, hash, firstRunId, scheduling } = effect.call;
  const isTold = typeof result === 'string' && utf8Length(result) <= MAX_UNDO_RESULT_BYTES;
  effects.push({
    ...{ activityId: effect.activityId, tool: name, args: effect.args, timeoutMs },
    call: { v, toolUseId, hash, firstRunId, ...(scheduling !== undefined && { scheduling }) },
    ...(isTold && { result }),
  });
}

/** What speaks against one more effect: what could not be taken back is not done. */
export function noRoomToUndo({ effects }: Progress, { name, undoes }: ToolOffer, args: JsonObject): string | undefined {
  if (!effects || !undoes) return undefined;
  const bytes = utf8Length(JSON.stringify([...effects, args]));
  if (bytes <= MAX_UNDO_BYTES) return undefined;
  return `\`${name}\` was not run: so much was done already that nothing more could be taken back. Do not call it again; answer with what there is.`;
}

function undoAll(
  progress: Progress,
  place: { readonly agent: Agent<unknown>; readonly label: string },
): Promise<readonly Undone[]> {
  return CancellationScope.nonCancellable(async () => {
    const undone: Undone[] = [];
    for (const effect of (progress.effects ?? []).splice(0).reverse()) undone.push(await undo(effect, place));
    return undone;
  });
}

async function undo(
  { activityId, timeoutMs, ...effect }: Undoable,
  { agent, label }: { readonly agent: Agent<unknown>; readonly label: string },
): Promise<Undone> {
  const { tool } = effect;
  const input: UndoInput = { ...effect, v: FORMAT };
  try {
    await scheduleActivity(UNDO_ACTIVITY, [input], {
      activityId: undoId(activityId),
      summary: oneLine(`${label} · undo of ${tool} · code`),
      startToCloseTimeout: timeoutMs,
      heartbeatTimeout: agent.heartbeatTimeoutMs,
      retry: RETRY,
      cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    });
    return { tool, activityId };
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return { tool, activityId, error: error.cause?.message ?? error.message };
  }
}

function compensationFailed(failed: readonly Undone[], cause: unknown): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE.compensationFailed,
    nonRetryable: true,
    message: describe(failed),
    details: [failed],
    ...(cause instanceof Error && { cause }),
  });
}

function describe(failed: readonly Undone[]): string {
  return `The agent failed, and these effects could not be taken back: ${failed.map(({ error }) => error).join('; ')}`;
}
