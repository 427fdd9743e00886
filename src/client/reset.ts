/** Takes a run back to before one of its steps, on a new run that has everything before it. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { findExecution, type Execution } from './execution';
import { numberOf, readHistory, type HistoryEvent } from './history-pages';
import { answer } from './server-answer';

/** Where to, and why. */
export interface ResetOptions {
  /** A step of an agent, `resolver.1/t3` or one of its calls, or the number of an event. */
  readonly before: string;
  /** For the record. */
  readonly reason?: string;
  /** Another run than the latest. */
  readonly runId?: string;
}

const CURE = 'Name a step of an agent, such as `resolver.1/t3`, or the number of an event in the Temporal UI.';

/**
 * Resets a run. Updates are left out of what the server applies again: it would apply them before the question that they
 * answered is asked, and an answer to a question is for the person to give anew. Signals come along, as they do by default.
 */
export async function resetRun(
  client: Client,
  workflowId: string,
  { before, reason, runId }: ResetOptions,
): Promise<Execution> {
  const found = await findExecution(client, workflowId, runId);
  const { namespace } = client.options;
  const { eventId } = (await taskBefore(readHistory(client, found, { whole: true }), before)) ?? {};
  if (!eventId) throw new Error(`Run \`${found.runId}\` of \`${workflowId}\` has no step \`${before}\`. ${CURE}`);
  const started = await answer({ namespace, workflowId, runId: found.runId }, () =>
    client.workflowService.resetWorkflowExecution({
      namespace,
      workflowExecution: { workflowId, runId: found.runId },
      workflowTaskFinishEventId: eventId,
      resetReapplyExcludeTypes: [temporal.api.enums.v1.ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE],
      reason: reason ?? `to before ${before}`,
      requestId: randomUUID(),
    }),
  );
  return { workflowId, runId: started.runId };
}

/** The workflow task that decided about a step: the last one completed before it. */
async function taskBefore(events: AsyncIterable<HistoryEvent>, before: string): Promise<HistoryEvent | undefined> {
  let task: HistoryEvent | undefined;
  for await (const event of events) {
    if (isMeant(event, before)) return task;
    if (event.workflowTaskCompletedEventAttributes) task = event;
  }
  return undefined;
}

function isMeant(event: HistoryEvent, before: string): boolean {
  const id = event.activityTaskScheduledEventAttributes?.activityId;
  return String(numberOf(event)) === before || (before.includes('/') && `${id}/`.startsWith(`${before}/`));
}
