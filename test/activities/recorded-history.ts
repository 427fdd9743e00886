/**
 * A run's history as the server hands it out: events built from wire shapes with Temporal's own payload converter, and
 * a client that pages them in both directions and counts the pages it gave.
 */
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import type { HistoryEvent } from '../../src/common/recording';
import { SWITCHES_ID } from '../../src/common/switches';

/** One page as it was asked for. */
export interface AskedPage {
  readonly direction: 'forward' | 'reverse';
  readonly maximumPageSize: number;
  readonly from: number;
}

interface PageRequest {
  readonly execution?: { readonly workflowId?: string };
  readonly maximumPageSize: number;
  readonly nextPageToken?: Uint8Array;
}

/** A history that grows event by event. */
export class RecordedRun {
  readonly events: HistoryEvent[] = [];
  /** What the server shows after the last event, and what never becomes history. */
  phantoms: readonly HistoryEvent[] = [];
  readonly asked: AskedPage[] = [];
  hasReverse = true;
  /** Awaited before each page is given. */
  beforePage: () => Promise<void> = () => Promise.resolve();

  constructor(private readonly codec?: PayloadCodec) {}

  /** The start of the run. */
  async start(...input: readonly unknown[]): Promise<void> {
    this.write({ workflowExecutionStartedEventAttributes: { input: { payloads: await this.encode(input) } } });
  }

  /** Schedules an activity and returns the event's number. */
  async schedule(activityId: string, type: string, ...input: readonly unknown[]): Promise<number> {
    return this.write({
      activityTaskScheduledEventAttributes: {
        activityId,
        activityType: { name: type },
        input: { payloads: await this.encode(input) },
      },
    });
  }

  /** Completes what was scheduled. */
  async complete(scheduledEventId: number, result: unknown): Promise<void> {
    this.write({
      activityTaskCompletedEventAttributes: { scheduledEventId, result: { payloads: await this.encode([result]) } },
    });
  }

  /** Events of no interest: workflow tasks, timers. */
  pad(count: number): void {
    for (let done = 0; done < count; done++) this.write({});
  }

  /** A client that reads this history. */
  client(): Client {
    const payloadCodecs = this.codec ? [this.codec] : [];
    return {
      options: { loadedDataConverter: { payloadConverter: defaultPayloadConverter, payloadCodecs } },
      workflowService: {
        getWorkflowExecutionHistory: (request: PageRequest) => this.page('forward', request),
        getWorkflowExecutionHistoryReverse: (request: PageRequest) => this.page('reverse', request),
      },
      withAbortSignal: (_signal: AbortSignal, work: () => Promise<unknown>) => work(),
    } as unknown as Client; // the parts that the history reader and the test environment use
  }

  private async page(
    direction: AskedPage['direction'],
    { execution, maximumPageSize, nextPageToken }: PageRequest,
  ): Promise<object> {
    if (execution?.workflowId === SWITCHES_ID) throw Object.assign(new Error('not found'), { code: 5 });
    const from = nextPageToken ? Number(Buffer.from(nextPageToken).toString()) : 0;
    this.asked.push({ direction, maximumPageSize, from });
    await this.beforePage();
    if (direction === 'reverse' && !this.hasReverse) throw Object.assign(new Error('unimplemented'), { code: 12 });
    const shown = direction === 'forward' ? this.events : [...this.events].reverse();
    const events = shown.slice(from, from + maximumPageSize);
    const isLast = from + maximumPageSize >= shown.length;
    const appended = direction === 'forward' && isLast ? this.phantoms : [];
    return {
      history: { events: [...events, ...appended] },
      nextPageToken: isLast ? new Uint8Array() : Buffer.from(String(from + maximumPageSize)),
    };
  }

  /** Any other event; returns its number. */
  write(attributes: object): number {
    const id = this.events.length + 1;
    this.events.push({ eventId: BigInt(id), ...attributes });
    return id;
  }

  /** Values as payloads. */
  async encode(values: readonly unknown[]): Promise<Payload[]> {
    const plain = values.map((value) => defaultPayloadConverter.toPayload(value));
    return this.codec ? this.codec.encode(plain) : plain;
  }
}
