/** Waits for a run to end, whatever happens to its server, and gathers what it left behind. */
import { setTimeout as pause } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { Payload } from '@temporalio/common';
import type { Client } from '../../client';
import { readHistory, type HistoryEvent } from '../../client/history-pages';
import { decoderOf } from '../../client/payload-reading';
import type { Json } from '../../common/json';
import type { Simulator } from '../simulator/simulator';
import type { FaultRun } from './fault-run';
import type { Seen, SeenEnd, SeenStep } from './seen';
import type { Subject } from './subject';

/** A run of which no worker has said a word for so long is stuck: three times the longest wait between attempts. */
const STUCK_AFTER_MS = 180_000;

/** How often a run is looked at. */
const LOOK_EVERY_MS = 250;

/** How its latest execution ended. A run that is stuck is terminated. */
export async function endOf(client: Client, { id, heard }: Pick<FaultRun, 'id' | 'heard'>): Promise<SeenEnd> {
  const startedAt = Date.now();
  const handle = client.temporal.workflow.getHandle(id);
  while (Date.now() - (heard.at(-1)?.at ?? startedAt) < STUCK_AFTER_MS) {
    const described = await handle.describe().catch(() => undefined); // the server may be away
    const end = described && ENDS[described.status.name];
    if (end) return end;
    await pause(LOOK_EVERY_MS);
  }
  await handle.terminate('stuck under the fault kit').catch(() => undefined);
  return 'stuck';
}

const ENDS: Readonly<Record<string, SeenEnd>> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timedOut',
};

/** What a run left behind that has ended. */
export async function seenOf(
  run: FaultRun,
  end: SeenEnd,
  {
    client,
    simulator,
    ...told
  }: { client: Client; simulator: Simulator } & Pick<Seen, 'effects' | 'ms' | 'accidents'> & Pick<Subject, 'limited'>,
): Promise<Seen> {
  const { effects, ms, accidents, limited } = told;
  const execution = await client.run(run.id);
  const events: HistoryEvent[] = [];
  for await (const event of readHistory(
    client.temporal,
    { workflowId: run.id, runId: execution.runId },
    { whole: true },
  ))
    events.push(event);
  const result = await resultOf(client, run.id);
  const [ledger, transcript] = await Promise.all([client.ledger(run.id), client.transcript(run.id)]);
  const cancelled = events.find((event) => event.workflowExecutionCancelRequestedEventAttributes);
  const numbers = new Set(run.requests.map(({ number }) => number));
  const billed = simulator.bill().attempts.filter(({ requestNumber }) => numbers.has(requestNumber));
  return {
    ...{ run: run.name, workflowId: run.id, faults: run.faults, missed: run.missed },
    ...{ fired: [...run.proofs.keys()], proofs: [...run.proofs.values()] },
    ...{ effects, ms, accidents, end, ledger, transcript, heard: run.heard, requests: run.requests.length },
    ...{ result, isLimited: limited?.(result) ?? false },
    accountedNanoUsd: await accountedIn(run, client),
    billedNanoUsd: billed.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0),
    steps: stepsIn(events),
    ...(cancelled && { cancelledAt: Number(cancelled.eventId) }),
    ...(await historyIn(events, client)),
  };
}

/** A run that was reset has the ledgers of both: what one has from the other counts twice, which is at the most. */
async function accountedIn({ id, heard }: FaultRun, client: Client): Promise<number> {
  const runIds = [...new Set(heard.map(({ runId }) => runId))];
  const ledgers = await Promise.all(runIds.map((runId) => client.ledger(id, runId)));
  return ledgers.reduce((sum, { totals }) => sum + totals.costNanoUsd + totals.unaccountedNanoUsd, 0);
}

async function resultOf(client: Client, workflowId: string): Promise<Json> {
  try {
    return ((await client.temporal.workflow.getHandle(workflowId).result()) ?? null) as Json; // a workflow returns JSON
  } catch (error) {
    const messages: string[] = [];
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) messages.push(cause.message);
    return messages.join(' ← ');
  }
}

function stepsIn(events: readonly HistoryEvent[]): readonly SeenStep[] {
  const attempts = new Map<string, number>();
  const ends = new Map<string, boolean>();
  for (const event of events) {
    const started = event.activityTaskStartedEventAttributes;
    if (started) attempts.set(String(started.scheduledEventId), started.attempt ?? 1);
    const { activityTaskCompletedEventAttributes: completed, activityTaskFailedEventAttributes: failed } = event;
    const { activityTaskTimedOutEventAttributes: late, activityTaskCanceledEventAttributes: cancelled } = event;
    const ended = completed ?? failed ?? late ?? cancelled;
    if (ended) ends.set(String(ended.scheduledEventId), completed !== undefined && completed !== null);
  }
  return events.flatMap(({ eventId, activityTaskScheduledEventAttributes: scheduled }) => {
    if (!scheduled) return [];
    const number = String(eventId);
    const endedBy = ends.has(number) ? attempts.get(number) : undefined;
    return {
      ...{ activityId: scheduled.activityId ?? '', name: scheduled.activityType?.name ?? '' },
      ...{ scheduledEvent: Number(number), isCompleted: ends.get(number) === true },
      ...(endedBy !== undefined && { endedBy }),
    };
  });
}

/** The history for replay, and in plain text with every payload decoded. */
async function historyIn(events: HistoryEvent[], client: Client): Promise<Pick<Seen, 'history' | 'decoded'>> {
  const decode = decoderOf(client.temporal);
  const texts: string[] = [];
  const visit = async (value: unknown): Promise<void> => {
    if (typeof value === 'string') texts.push(value);
    if (typeof value !== 'object' || value === null) return;
    if (isPayload(value)) texts.push(JSON.stringify(await decode(value).catch(() => null)) ?? '');
    else for (const inner of Object.values(value)) await visit(inner);
  };
  for (const event of events) await visit(event);
  return { history: JSON.parse(historyToJSON({ events })) as unknown, decoded: texts.join('\n') };
}

function isPayload(value: object): value is Payload {
  return 'metadata' in value && 'data' in value && value.data instanceof Uint8Array;
}
