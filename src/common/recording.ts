/**
 * What a run's history holds of its conversations, kept by activity id. Pure: events come in, already fetched, with a
 * function that decodes payloads; the worker feeds it from reverse pages, the client from forward ones.
 */
import type { Payload } from '@temporalio/common';
import { parseActivityId } from './activity-id';
import { CARRIED, type CarriedPart, type Carried } from './carry';
import { CALL_ACTIVITY, type CallInput, type CallResult, type ToolResult } from './wire';

/** The parts of a history event that matter here, as protobufjs gives them; 64-bit numbers come as `Long` or number. */
export interface HistoryEvent {
  readonly eventId?: { toString(): string } | null;
  readonly workflowExecutionStartedEventAttributes?: { readonly input?: Payloads | null } | null;
  readonly activityTaskScheduledEventAttributes?: {
    readonly activityId?: string | null;
    readonly activityType?: { readonly name?: string | null } | null;
    readonly input?: Payloads | null;
  } | null;
  readonly activityTaskCompletedEventAttributes?: {
    readonly scheduledEventId?: { toString(): string } | null;
    readonly result?: Payloads | null;
  } | null;
}

interface Payloads {
  readonly payloads?: readonly Payload[] | null;
}

/** Turns one payload as stored on the server into its value. */
export type Decode = (payload: Payload) => Promise<unknown>;

/** What the previous run handed over: the state and the messages. */
export interface CarriedRun extends Carried {
  readonly messages: CarriedPart['messages'];
}

/** Everything recorded of one run's conversations up to an event. */
export class Recording {
  /** The highest event applied; nothing above it may be assumed known. */
  upTo = 0;
  /** Bytes of the payloads kept, for a cache to weigh. */
  bytes = 0;
  readonly #ours = new Set<number>();
  readonly #eventById = new Map<string, number>();
  readonly #inputs = new Map<string, Lazy<CallInput>>();
  readonly #results = new Map<number, Lazy<CallResult | ToolResult>>();
  #started: readonly Payload[] = [];
  #carried?: Promise<CarriedRun | undefined>;

  constructor(private readonly decode: Decode) {}

  /** Applies the events after `upTo` up to and including `through`, given in any order. */
  apply(events: readonly HistoryEvent[], through: number): void {
    const numbered = events.map((event) => ({ id: Number(event.eventId?.toString()), event }));
    const fresh = numbered.filter(({ id }) => id > this.upTo && id <= through).sort((a, b) => a.id - b.id);
    for (const { id, event } of fresh) this.#applyOne(id, event);
    this.upTo = Math.max(this.upTo, through);
  }

  /** Event id of an activity's scheduling, or undefined if it is not recorded (yet). */
  scheduledAt(activityId: string): number | undefined {
    return this.#eventById.get(activityId);
  }

  /** Ids of all calls of Claude recorded, in the order of their scheduling. */
  callIds(): readonly string[] {
    return [...this.#inputs.keys()].sort((a, b) => (this.scheduledAt(a) ?? 0) - (this.scheduledAt(b) ?? 0));
  }

  /** The input of one call. */
  input(activityId: string): Promise<CallInput> | undefined {
    return this.#inputs.get(activityId)?.value();
  }

  /** The reply of one call. */
  reply(activityId: string): Promise<CallResult> | undefined {
    return this.#resultOf(activityId) as Promise<CallResult> | undefined; // wire seam: `callClaude` returns this
  }

  /** The result of one tool call. */
  result(activityId: string): Promise<ToolResult> | undefined {
    return this.#resultOf(activityId); // wire seam: a tool's wrapper returns this
  }

  /** What the run before handed over, where this run goes on from one; undefined also for other inputs of three arguments. */
  carried(): Promise<CarriedRun | undefined> | undefined {
    if (this.#started.length < 3) return undefined;
    this.#carried ??= this.#decodeCarried();
    return this.#carried;
  }

  async #decodeCarried(): Promise<CarriedRun | undefined> {
    const [, state, ...parts] = (await Promise.all(this.#started.map(this.decode))) as [
      unknown,
      Carried | null,
      ...CarriedPart[],
    ]; // wire seam
    if (!state?.opening || !state.offer) return undefined;
    return { ...state, messages: parts.flatMap((part) => part.messages) };
  }

  #applyOne(id: number, event: HistoryEvent): void {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const completed = event.activityTaskCompletedEventAttributes;
    if (event.workflowExecutionStartedEventAttributes) {
      this.#started = this.#keep(event.workflowExecutionStartedEventAttributes.input);
    } else if (scheduled?.activityId) {
      if (!parseActivityId(scheduled.activityId)) return;
      this.#ours.add(id);
      this.#eventById.set(scheduled.activityId, id);
      if (scheduled.activityType?.name !== CALL_ACTIVITY) return;
      const [input] = this.#keep(scheduled.input);
      if (input) this.#inputs.set(scheduled.activityId, new Lazy(input, this.decode));
    } else if (completed) {
      const at = Number(completed.scheduledEventId?.toString());
      const [result] = this.#ours.has(at) ? this.#keep(completed.result) : [];
      if (result) this.#results.set(at, new Lazy(result, this.decode));
    }
  }

  #resultOf(activityId: string): Promise<CallResult | ToolResult> | undefined {
    const event = this.#eventById.get(activityId);
    return event === undefined ? undefined : this.#results.get(event)?.value();
  }

  #keep(payloads: Payloads | null | undefined): readonly Payload[] {
    const kept = payloads?.payloads ?? [];
    for (const payload of kept) this.bytes += payload.data?.length ?? 0;
    return kept;
  }
}

/** A payload that is decoded when first asked for. */
class Lazy<T> {
  #value?: Promise<T>;
  constructor(
    private readonly payload: Payload,
    private readonly decode: Decode,
  ) {}
  value(): Promise<T> {
    this.#value ??= this.decode(this.payload) as Promise<T>; // wire seam: the event's place says what it is
    return this.#value;
  }
}

/** Whether a parent or segment stands in the start input. */
export function isCarried(id: string): boolean {
  return id === CARRIED;
}
