/** Hand-made history events in the shape in which protobufjs hands them out, so that reductions are tested without a server. */
import { defaultDataConverter, type Payload, type ProtoFailure } from '@temporalio/common';
import { formatActivityId } from '../../src/common/activity-id';
import { nanoUsd } from '../../src/common/money';
import { payloadDecoder } from '../../src/common/payload-decoding';
import { CALL_ACTIVITY, FORMAT, type CallInput, type CallResult, type ToolResult } from '../../src/common/wire';
import type { HistoryEvent } from '../../src/client/history-pages';

/** Decodes what `encoded` made. */
export const decode = payloadDecoder(defaultDataConverter);

/** A value as a payload. */
export function encoded(value: unknown): Payload {
  return defaultDataConverter.payloadConverter.toPayload(value);
}

/** A history that is written event by event; each event comes one second after the one before. */
export class History {
  readonly events: HistoryEvent[] = [];

  /** Writes any event and returns its number. */
  write(attributes: object): number {
    const id = this.events.length + 1;
    this.events.push({ eventId: id, eventTime: { seconds: id, nanos: 0 }, ...attributes } as unknown as HistoryEvent); // Long or number
    return id;
  }

  start(...input: unknown[]): number {
    const payloads = input.map(encoded);
    return this.write({
      workflowExecutionStartedEventAttributes: { workflowType: { name: 'complaint' }, input: { payloads } },
    });
  }

  schedule(activityId: string, type: string, ...input: unknown[]): number {
    return this.write({
      activityTaskScheduledEventAttributes: {
        activityId,
        activityType: { name: type },
        input: { payloads: input.map(encoded) },
      },
    });
  }

  complete(scheduledEventId: number, result: unknown, attempt = 1): number {
    this.write({ activityTaskStartedEventAttributes: { scheduledEventId, attempt } });
    return this.write({
      activityTaskCompletedEventAttributes: { scheduledEventId, result: { payloads: [encoded(result)] } },
    });
  }

  fail(scheduledEventId: number, failure: ProtoFailure, attempt = 1): number {
    this.write({ activityTaskStartedEventAttributes: { scheduledEventId, attempt } });
    return this.write({ activityTaskFailedEventAttributes: { scheduledEventId, failure } });
  }

  close(): number {
    return this.write({ workflowExecutionCompletedEventAttributes: {} });
  }

  /** Asks Claude in a turn and lets it reply; returns the call's id. */
  ask(turn: number, parent: string | null, text: string, reply?: Partial<CallResult>, scheduling = 0): string {
    const id = callId(turn, scheduling);
    const at = this.schedule(id, CALL_ACTIVITY, callInput(parent, text));
    if (reply) this.complete(at, replyOf(reply));
    return id;
  }
}

/** The events one by one, as pages give them. */
export async function* read(events: readonly HistoryEvent[]): AsyncGenerator<HistoryEvent> {
  yield* events;
}

/** Id of a call of agent `resolver.1`. */
export function callId(turn: number, scheduling = 0): string {
  return formatActivityId({ kind: 'call', agent: 'resolver', agentNumber: 1, turn, scheduling });
}

/** Id of a tool call of agent `resolver.1`. */
export function toolId(turn: number, position: number, toolUseId: string): string {
  return formatActivityId({
    kind: 'tool',
    agent: 'resolver',
    agentNumber: 1,
    turn,
    position,
    toolUseId,
    scheduling: 0,
  });
}

/** Input of a call that says `text`. */
export function callInput(parent: string | null, text: string): CallInput {
  const opening = { model: 'claude-haiku-5-5', system: 'Be kind.', tools: [] };
  return {
    ...{ v: FORMAT, parent, segment: parent === null ? null : callId(1), ...(parent === null && { opening }) },
    ...{ delta: [{ kind: 'text', text }], maxTokens: 100, allowanceNanoUsd: null },
  };
}

/** A reply with 10 tokens in and 5 out that cost 3,500 nano-dollars. */
export function replyOf(part: Partial<CallResult>): CallResult {
  return {
    ...{
      v: FORMAT,
      content: [{ type: 'text', text: 'Hello.' }],
      stopReason: 'end_turn',
      model: 'claude-haiku-5-5',
      requestId: 'req_1',
    },
    usage: {
      inputTokens: 10,
      outputTokens: 5,
      cacheReadTokens: 2,
      cacheWriteTokens: 1,
      cacheWrite5mTokens: 1,
      cacheWrite1hTokens: 0,
    },
    ...{ calls: [], offer: { tools: [] }, costNanoUsd: nanoUsd(3_500), unaccountedNanoUsd: nanoUsd(0), ...part },
  };
}

/** Result of a tool's activity. */
export function toolResult(content: string): ToolResult {
  return { v: FORMAT, content };
}
