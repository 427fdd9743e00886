/** Reads which step an event begins, and who decided it: the activity's id says whether Claude did. */
import type { Payload } from '@temporalio/common';
import { formatAgent, parseActivityId } from '../common/activity-id';
import { CLAIM_SIGNAL, VERIFY_ACTIVITY } from '../common/once';
import { PARKED_SIGNAL } from '../common/switches';
import { CALL_ACTIVITY, NO_COST } from '../common/wire';
import { numberOf, type HistoryEvent } from './history-pages';
import type { Step, Tokens } from './step';

/** A step that begins; its summary is still encoded. */
export interface Opening {
  readonly step: Step;
  readonly activityId?: string;
  readonly summary?: Payload;
}

/** No tokens. */
export const NO_TOKENS: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

/** Signals that are part of a step. */
const OF_STEPS: ReadonlySet<unknown> = new Set([CLAIM_SIGNAL, PARKED_SIGNAL]);

type Told = Pick<Step, 'kind' | 'name' | 'decidedBy'> & Partial<Pick<Step, 'agent' | 'turn' | 'status' | 'summary'>>;

/** The step that an event begins, or undefined where it begins none. Messages from outside begin and end at once. */
export function openingOf(event: HistoryEvent): Opening | undefined {
  const told = activityOf(event) ?? timerOf(event) ?? childOf(event) ?? messageOf(event);
  if (!told) return undefined;
  const activityId = event.activityTaskScheduledEventAttributes?.activityId;
  const summary = event.userMetadata?.summary;
  return {
    step: {
      eventId: numberOf(event),
      summary: '',
      status: 'running',
      ...told,
      startedAt: new Date(timeOf(event)).toISOString(),
      ms: 0,
      attempts: 1,
      tokens: NO_TOKENS,
      ...NO_COST,
    },
    ...(activityId && { activityId }),
    ...(summary && { summary }),
  };
}

/** When an event was written, in milliseconds since 1970. */
export function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds?.toString() ?? 0) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1_000_000);
}

function activityOf({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent): Told | undefined {
  if (!scheduled) return undefined;
  const name = scheduled.activityType?.name ?? '';
  const id = parseActivityId(scheduled.activityId ?? '');
  if (!id) return { kind: 'activity', name, decidedBy: 'code' };
  const place = { agent: formatAgent(id), turn: id.turn };
  if (name === CALL_ACTIVITY) return { kind: 'call', name: 'Claude', decidedBy: 'claude', ...place };
  if (id.kind === 'tool' && name !== VERIFY_ACTIVITY) return { kind: 'tool', name, decidedBy: 'claude', ...place };
  return { kind: 'activity', name, decidedBy: 'code', ...place };
}

function timerOf({ timerStartedEventAttributes: started }: HistoryEvent): Told | undefined {
  return started ? { kind: 'timer', name: 'Timer', decidedBy: 'code' } : undefined;
}

function childOf({ startChildWorkflowExecutionInitiatedEventAttributes: initiated }: HistoryEvent): Told | undefined {
  if (!initiated) return undefined;
  return {
    kind: 'childWorkflow',
    name: initiated.workflowType?.name ?? '',
    summary: initiated.workflowId ?? '',
    decidedBy: 'code',
  };
}

/** An update, signal or cancellation comes from a person, unless another workflow sent it. */
function messageOf(event: HistoryEvent): Told | undefined {
  const update = event.workflowExecutionUpdateAcceptedEventAttributes;
  if (update) return { kind: 'message', name: update.acceptedRequest?.input?.name ?? 'update', decidedBy: 'person' };
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (OF_STEPS.has(signal?.signalName)) return undefined;
  if (signal) return atOnce(signal.signalName ?? 'signal', signal.externalWorkflowExecution?.workflowId);
  const cancel = event.workflowExecutionCancelRequestedEventAttributes;
  return cancel ? atOnce('cancel', cancel.externalWorkflowExecution?.workflowId) : undefined;
}

function atOnce(name: string, fromWorkflow: string | null | undefined): Told {
  return { kind: 'message', name, decidedBy: fromWorkflow ? 'code' : 'person', status: 'completed' };
}
