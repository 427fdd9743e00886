/** Reads which step an event ends, how, and with which payloads. */
import type { Payload, ProtoFailure } from '@temporalio/common';
import type { HistoryEvent } from './history-pages';
import type { StepStatus } from './step';

/** How a step ended. */
export interface Closing {
  /** Number of the event that began the step. */
  readonly of: number;
  readonly status: StepStatus;
  readonly result?: Payload;
  /** Details of a cancellation. */
  readonly details?: Payload;
  readonly failure?: ProtoFailure;
}

interface EndedActivity {
  readonly scheduledEventId?: Id;
}
interface EndedChild {
  readonly initiatedEventId?: Id;
}
interface Failed {
  readonly failure?: ProtoFailure | null;
}
type Id = { toString(): string } | null | undefined;

/** The step that an event ends, or undefined where it ends none. */
export function closingOf(event: HistoryEvent): Closing | undefined {
  return activityEnd(event) ?? timerEnd(event) ?? childEnd(event) ?? updateEnd(event);
}

/** The step that an attempt belongs to, and the attempt's number; written when the activity ends. */
export function attemptOf({
  activityTaskStartedEventAttributes: started,
}: HistoryEvent): { of: number; attempt: number } | undefined {
  return started ? { of: numbered(started.scheduledEventId), attempt: started.attempt ?? 1 } : undefined;
}

function activityEnd(event: HistoryEvent): Closing | undefined {
  const completed = event.activityTaskCompletedEventAttributes;
  const result = firstOf(completed?.result);
  if (completed) return { ...ofActivity(completed, 'completed'), ...(result && { result }) };
  const failed = event.activityTaskFailedEventAttributes;
  if (failed) return { ...ofActivity(failed, 'failed'), ...failureOf(failed) };
  const timedOut = event.activityTaskTimedOutEventAttributes;
  if (timedOut) return { ...ofActivity(timedOut, 'timedOut'), ...failureOf(timedOut) };
  const canceled = event.activityTaskCanceledEventAttributes;
  const details = firstOf(canceled?.details);
  return canceled ? { ...ofActivity(canceled, 'cancelled'), ...(details && { details }) } : undefined;
}

function timerEnd(event: HistoryEvent): Closing | undefined {
  const fired = event.timerFiredEventAttributes;
  if (fired) return { of: numbered(fired.startedEventId), status: 'completed' };
  const canceled = event.timerCanceledEventAttributes;
  return canceled ? { of: numbered(canceled.startedEventId), status: 'cancelled' } : undefined;
}

function childEnd(event: HistoryEvent): Closing | undefined {
  const completed = event.childWorkflowExecutionCompletedEventAttributes;
  if (completed) return ofChild(completed, 'completed');
  const failed = event.childWorkflowExecutionFailedEventAttributes;
  if (failed) return { ...ofChild(failed, 'failed'), ...failureOf(failed) };
  const timedOut = event.childWorkflowExecutionTimedOutEventAttributes;
  if (timedOut) return ofChild(timedOut, 'timedOut');
  const stopped =
    event.childWorkflowExecutionCanceledEventAttributes ?? event.childWorkflowExecutionTerminatedEventAttributes;
  if (stopped) return ofChild(stopped, 'cancelled');
  const unstarted = event.startChildWorkflowExecutionFailedEventAttributes;
  const failure = {
    message: 'The child workflow could not be started: its id is in use, or its namespace is unknown.',
  };
  return unstarted ? { ...ofChild(unstarted, 'failed'), failure } : undefined;
}

function updateEnd({ workflowExecutionUpdateCompletedEventAttributes: completed }: HistoryEvent): Closing | undefined {
  if (!completed) return undefined;
  const failure = completed.outcome?.failure;
  return {
    of: numbered(completed.acceptedEventId),
    status: failure ? 'failed' : 'completed',
    ...(failure && { failure }),
  };
}

function ofActivity({ scheduledEventId }: EndedActivity, status: StepStatus): Closing {
  return { of: numbered(scheduledEventId), status };
}

function ofChild({ initiatedEventId }: EndedChild, status: StepStatus): Closing {
  return { of: numbered(initiatedEventId), status };
}

function failureOf({ failure }: Failed): { failure?: ProtoFailure } {
  return failure ? { failure } : {};
}

function firstOf(list: { readonly payloads?: Payload[] | null } | null | undefined): Payload | undefined {
  return list?.payloads?.[0];
}

function numbered(id: Id): number {
  return Number(id?.toString() ?? 0);
}
