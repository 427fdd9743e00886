/** A tiny history in the JSON that Temporal exports, written event by event, for replay without a server. */
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';

type JsonEvent = Record<string, unknown>;

/** Temporal compares ids and names on replay only where the history says that it was written so; real ones do. */
const CHECKS_IDS = { coreUsedFlags: [1, 2, 3] };

/** Base64, as payloads stand in exported histories. */
function encoded(value: unknown): object {
  const { metadata, data }: Payload = defaultPayloadConverter.toPayload(value);
  const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('base64');
  return { metadata: { encoding: text(metadata?.['encoding']) }, data: text(data) };
}

/** A history that grows. */
export class SyntheticHistory {
  readonly #events: JsonEvent[] = [];

  constructor(workflowType: string, input: unknown) {
    this.#write('WORKFLOW_EXECUTION_STARTED', 'workflowExecutionStartedEventAttributes', {
      ...{ workflowType: { name: workflowType }, taskQueue: { name: 'q' }, input: { payloads: [encoded(input)] } },
      ...{
        originalExecutionRunId: 'r',
        firstExecutionRunId: 'r',
        workflowId: 'w',
        attempt: 1,
        workflowTaskTimeout: '10s',
      },
    });
    this.workflowTask();
  }

  /** A workflow task from its scheduling to its end; what it decided comes next. */
  workflowTask(): this {
    this.#write('WORKFLOW_TASK_SCHEDULED', 'workflowTaskScheduledEventAttributes', {
      taskQueue: { name: 'q' },
      startToCloseTimeout: '10s',
      attempt: 1,
    });
    const scheduledEventId = this.#events.length;
    this.#write('WORKFLOW_TASK_STARTED', 'workflowTaskStartedEventAttributes', { scheduledEventId });
    this.#write('WORKFLOW_TASK_COMPLETED', 'workflowTaskCompletedEventAttributes', {
      scheduledEventId,
      startedEventId: scheduledEventId + 1,
      sdkMetadata: CHECKS_IDS,
    });
    return this;
  }

  /** An activity that was decided, done, and woke the workflow again. */
  activity(activityId: string, name: string, result: unknown): this {
    this.#write('ACTIVITY_TASK_SCHEDULED', 'activityTaskScheduledEventAttributes', {
      activityId,
      activityType: { name },
      taskQueue: { name: 'q' },
      input: { payloads: [] },
    });
    const scheduledEventId = this.#events.length;
    this.#write('ACTIVITY_TASK_STARTED', 'activityTaskStartedEventAttributes', { scheduledEventId, attempt: 1 });
    this.#write('ACTIVITY_TASK_COMPLETED', 'activityTaskCompletedEventAttributes', {
      scheduledEventId,
      startedEventId: scheduledEventId + 1,
      result: { payloads: [encoded(result)] },
    });
    return this.workflowTask();
  }

  /** The end of the run. */
  complete(result: unknown): temporal.api.history.v1.IHistory {
    this.#write('WORKFLOW_EXECUTION_COMPLETED', 'workflowExecutionCompletedEventAttributes', {
      result: { payloads: [encoded(result)] },
    });
    return { events: this.#events }; // exported JSON, which replay reads too
  }

  #write(type: string, attributesName: string, attributes: object): void {
    const eventId = String(this.#events.length + 1);
    this.#events.push({
      eventId,
      eventTime: '2026-11-22T00:00:00Z',
      eventType: `EVENT_TYPE_${type}`,
      [attributesName]: attributes,
    });
  }
}
