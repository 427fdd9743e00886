/** A recording of calls of agent `resolver.1`, filled with events in the shape in which protobufjs hands them out. */
import { defaultPayloadConverter } from '@temporalio/common';
import { formatActivityId } from '../../src/common/activity-id';
import { Recording, type Decode, type HistoryEvent } from '../../src/common/recording';
import {
  CALL_ACTIVITY,
  FORMAT,
  type Block,
  type CallInput,
  type Message,
  type Part,
  type ToolResult,
} from '../../src/common/wire';

const place = { agent: 'resolver', agentNumber: 1 };

/** Decodes what `RecordedCalls` wrote. */
export const decode: Decode = (payload) => Promise.resolve(defaultPayloadConverter.fromPayload(payload));

/** Id of a call. */
export const callId = (turn: number, scheduling = 0): string =>
  formatActivityId({ kind: 'call', ...place, turn, scheduling });

/** Id of a tool call. */
export const toolId = (turn: number, position: number, toolUseId: string): string =>
  formatActivityId({ kind: 'tool', ...place, turn, position, toolUseId, scheduling: 0 });

/** Text of workflow code. */
export const text = (words: string): Part => ({ kind: 'text', text: words });

/** A message of texts. */
export const said = (role: Message['role'], ...texts: readonly string[]): Message => ({
  role,
  content: texts.map((words) => ({ type: 'text', text: words })),
});

/** Input of a call that continues a turn, another call by its id, or nothing. */
export function callInput(parent: number | string | null, delta: readonly Part[]): CallInput {
  const opening = { model: 'claude-haiku-5-5', system: 'Be kind.', tools: [] };
  return {
    ...{
      v: FORMAT,
      parent: typeof parent === 'number' ? callId(parent) : parent,
      segment: parent === null ? null : callId(1),
    },
    ...(parent === null && { opening }),
    ...{ delta, maxTokens: 100, allowanceNanoUsd: null },
  };
}

/** Writes events; `recording` reads all of them. */
export class RecordedCalls {
  readonly events: HistoryEvent[] = [];

  start(...input: readonly unknown[]): void {
    this.event({ workflowExecutionStartedEventAttributes: { input: payloads(input) } });
  }

  /** A call of a turn; without content it has no reply yet. The one of turn 1 opens the segment. */
  call(
    turn: number,
    parent: number | string | null,
    delta: readonly Part[],
    content?: readonly Block[],
    scheduling = 0,
    segment?: string,
  ): void {
    const input = { ...callInput(parent, delta), ...(segment !== undefined && { segment }) };
    const usage = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 2, cacheWriteTokens: 1 };
    const offer = turn === 1 ? { offer: { tools: [] } } : {};
    this.write(turn, input, content && { v: FORMAT, content, usage, ...offer }, scheduling);
  }

  /** Any input and result of a call. */
  write(turn: number, input: CallInput, result: unknown, scheduling = 0): void {
    this.activity(callId(turn, scheduling), CALL_ACTIVITY, [input], result);
  }

  tool(turn: number, position: number, toolUseId: string, result: ToolResult): void {
    this.activity(toolId(turn, position, toolUseId), 'read', [{ size: 1 }, { v: FORMAT }], result);
  }

  /** Any activity; without a result it is still running. Returns the number of its scheduling. */
  activity(activityId: string, name: string, input: readonly unknown[], result: unknown): number {
    const scheduledEventId = this.event({
      activityTaskScheduledEventAttributes: { activityId, activityType: { name }, input: payloads(input) },
    });
    if (result !== undefined)
      this.event({ activityTaskCompletedEventAttributes: { scheduledEventId, result: payloads([result]) } });
    return scheduledEventId;
  }

  recording(): Recording {
    const recording = new Recording(decode);
    recording.apply(this.events, this.events.length);
    return recording;
  }

  private event(attributes: object): number {
    const id = this.events.length + 1;
    this.events.push({ eventId: id, ...attributes });
    return id;
  }
}

function payloads(values: readonly unknown[]): object {
  return { payloads: values.map((value) => defaultPayloadConverter.toPayload(value)) };
}
