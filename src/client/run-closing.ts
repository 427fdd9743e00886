/** Reads how a run closed, and which run goes on after it. */
import type { HistoryEvent } from './history-pages';

/** How a run stands. */
export type RunStatus = 'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timedOut' | 'continuedAsNew';

/** A run's end. */
export interface RunClosing {
  readonly status: RunStatus;
  /** The run that goes on: after continue-as-new, by cron, or as a retry of the workflow. */
  readonly nextRunId?: string;
}

/** How an event closes the run, or undefined where it does not. */
export function runClosingOf(event: HistoryEvent): RunClosing | undefined {
  const attributes = {
    completed: event.workflowExecutionCompletedEventAttributes,
    failed: event.workflowExecutionFailedEventAttributes,
    timedOut: event.workflowExecutionTimedOutEventAttributes,
    continuedAsNew: event.workflowExecutionContinuedAsNewEventAttributes,
  };
  for (const [status, closed] of Object.entries(attributes)) {
    const nextRunId = closed?.newExecutionRunId;
    if (closed) return { status: status as RunStatus, ...(nextRunId && { nextRunId }) }; // `Object.entries` forgets the keys
  }
  if (event.workflowExecutionCanceledEventAttributes) return { status: 'cancelled' };
  return event.workflowExecutionTerminatedEventAttributes ? { status: 'terminated' } : undefined;
}
