/** The activity that takes one effect back by the tool's own `undo`. It may run more than once, under one key. */
import { ApplicationFailure } from '@temporalio/common';
import { hashOf } from '../common/canonical-json';
import { FAILURE } from '../common/failure-type';
import { readable } from '../common/format-version';
import type { UndoInput } from '../common/undo';
import { FORMAT } from '../common/wire';
import { Attempts } from './attempts';
import { ToolError, type UndoContext } from './tool';
import { contextFor } from './tool-activity';
import type { ToolRegistry } from './tool-registry';

/** What can't be undone by then is for people. */
const MAX_UNDO_ATTEMPTS = 5;

/** Makes the activity. Fails retryably where this worker has no such tool: another one may have it. */
export function undoEffectActivity(registry: ToolRegistry): (input: UndoInput) => Promise<{ readonly v: number }> {
  return async (input) => {
    const { tool: name, args, call, result } = readable(input, 'The undo of an effect');
    const definition = registry.get(name)?.definition;
    if (!definition?.undo)
      throw ApplicationFailure.retryable(`This worker has no \`undo\` of tool \`${name}\`.`, FAILURE.invalidAgent);
    const attempts = new Attempts();
    try {
      if (attempts.counted > MAX_UNDO_ATTEMPTS) throw new Error(`it did not end in ${MAX_UNDO_ATTEMPTS} attempts`);
      const context = contextFor(definition, args, call, attempts);
      const effectKey = context.idempotencyKey;
      const own: UndoContext = { ...context, effectKey, idempotencyKey: hashOf(['undo', effectKey]) };
      await definition.undo(args, result === undefined ? own : { ...own, result });
      return { v: FORMAT };
    } catch (error) {
      throw failureOf(name, error, attempts);
    } finally {
      attempts.end();
    }
  };
}

function failureOf(name: string, error: unknown, { counted }: Attempts): ApplicationFailure {
  const cause = error instanceof Error ? error : new Error(String(error));
  const isSaidToBe = error instanceof ToolError || (error instanceof ApplicationFailure && error.nonRetryable === true);
  return ApplicationFailure.create({
    type: FAILURE.undoFailed,
    nonRetryable: isSaidToBe || counted >= MAX_UNDO_ATTEMPTS,
    message: `\`${name}\` could not be undone: ${cause.message}`,
    cause,
  });
}
