/** What the server recorded of a run, workflow tasks included, for tests that look at the events themselves. */
import { temporal } from '@temporalio/proto';
import type { Lab } from './lab';

/** One raw event. */
export type RawEvent = temporal.api.history.v1.IHistoryEvent;

/** Small enough for a message of 4 MB where every event is as large as a tool's result may be. */
const PAGE_BATCHES = 16;

/** All events of a run in their order; without a run id of the latest one. */
export async function historyOf({ client }: Lab, workflowId: string, runId = ''): Promise<readonly RawEvent[]> {
  const events: RawEvent[] = [];
  let token: Uint8Array | undefined;
  do {
    const page = await client.temporal.workflowService.getWorkflowExecutionHistory({
      ...{
        namespace: client.temporal.options.namespace,
        execution: { workflowId, runId },
        maximumPageSize: PAGE_BATCHES,
      },
      ...(token && { nextPageToken: token }),
    });
    events.push(...(page.history?.events ?? []));
    token = page.nextPageToken;
  } while (token?.length);
  return events;
}

/** One activity as history tells it. */
export interface RecordedActivity {
  readonly name: string;
  readonly id: string;
  readonly attempts: number;
  readonly end: 'completed' | 'failed' | 'timedOut' | 'cancelled' | 'open';
  readonly scheduledAtMs: number;
  /** Start of the last attempt. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** The activities of a run in the order of their scheduling. */
export function activitiesIn(events: readonly RawEvent[]): readonly RecordedActivity[] {
  const starts = new Map<number, RawEvent>();
  const ends = new Map<number, RawEvent>();
  for (const event of events) {
    const started = event.activityTaskStartedEventAttributes;
    const closing = closingOf(event);
    if (started) starts.set(Number(started.scheduledEventId), event);
    if (closing) ends.set(Number(closing.of.scheduledEventId), event);
  }
  return events.flatMap((event) => {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (!scheduled) return [];
    const started = starts.get(Number(event.eventId));
    const ended = ends.get(Number(event.eventId));
    return {
      name: scheduled.activityType?.name ?? '',
      id: scheduled.activityId ?? '',
      attempts: started?.activityTaskStartedEventAttributes?.attempt ?? 0,
      end: (ended && closingOf(ended)?.end) ?? 'open',
      scheduledAtMs: timeOf(event),
      startedAtMs: started ? timeOf(started) : NaN,
      endedAtMs: ended ? timeOf(ended) : NaN,
    };
  });
}

/** The activities that tools became. */
export async function toolsRunIn(lab: Lab, workflowId: string): Promise<readonly RecordedActivity[]> {
  return activitiesIn(await historyOf(lab, workflowId)).filter(({ name }) => name !== 'callClaude');
}

/** Bytes of events as the server stores them, about. */
export function bytesOf(events: readonly RawEvent[]): number {
  return events.reduce((sum, event) => sum + temporal.api.history.v1.HistoryEvent.encode(event).finish().length, 0);
}

/** When the server wrote an event. */
export function timeOf({ eventTime }: RawEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1_000_000;
}

function closingOf(event: RawEvent) {
  const { activityTaskCompletedEventAttributes: completed, activityTaskFailedEventAttributes: failed } = event;
  const { activityTaskTimedOutEventAttributes: timedOut, activityTaskCanceledEventAttributes: cancelled } = event;
  if (completed) return { end: 'completed', of: completed } as const;
  if (failed) return { end: 'failed', of: failed } as const;
  if (timedOut) return { end: 'timedOut', of: timedOut } as const;
  return cancelled ? ({ end: 'cancelled', of: cancelled } as const) : undefined;
}
