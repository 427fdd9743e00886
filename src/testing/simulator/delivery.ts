/**
 * Sends a reply over HTTP: at once or at the model's pace, whole or broken by a fault. What was sent is reported before
 * it leaves, so that the bill is right by the time a caller has read it.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultDuring } from './fault';
import { frame, PING, type StreamEvent } from './message';

/** How fast a reply is sent. */
export interface Pace {
  /** Milliseconds one unit of weight takes; 0 sends everything at once. */
  readonly msPerWeight: number;
  /** Pings while a stream is silent; none by default. */
  readonly pingEveryMs?: number;
}

/** Told the weight sent so far, and whether that was all. */
export type Progress = (weight: number, completed: boolean) => void;

/** Shorter waits are collected into one write: timers are no more precise. */
const MIN_WAIT_MS = 5;
/** Lets the caller read what was sent before a reset throws it away. */
const RESET_AFTER_MS = 20;
const DEFAULT_PING_MS = 1_000;
/** Node keeps longer timers from working. */
const MAX_WAIT_MS = 2_147_483_647;

const OVERLOADED = frame({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });

/** Sends the events of a stream. */
export async function sendStream(
  response: ServerResponse,
  events: readonly StreamEvent[],
  pace: Pace,
  progress: Progress,
  fault?: FaultDuring,
): Promise<void> {
  const sent = fault ? events.slice(0, fault.afterEvents ?? defaultCut(events, fault)) : events;
  const gone = whenGone(response);
  const pings = startPings(response, pace.pingEveryMs);
  response.cork(); // one packet for all that is written at once
  try {
    const weight = await sendPaced(response, sent, pace, progress, gone);
    progress(weight, fault === undefined);
  } finally {
    clearInterval(pings);
  }
  if (fault) await breakOff(response, fault, gone, pace.pingEveryMs);
  response.end();
}

/** Sends a JSON body; a fault breaks it in the middle. */
export async function sendJsonReply(
  response: ServerResponse,
  body: string,
  progress: Progress,
  weight: number,
  fault?: FaultDuring,
): Promise<void> {
  progress(weight, fault === undefined);
  if (!fault) return void response.end(body);
  response.write(body.slice(0, body.length / 2));
  const broken = fault.kind === 'pings_only' ? { kind: 'stall' as const } : fault; // JSON has no pings
  await breakOff(response, broken, whenGone(response));
  response.end();
}

/** Waits, unless the caller leaves first; then it throws. */
export async function wait(response: ServerResponse, ms: number): Promise<void> {
  if (ms > 0) await sleep(Math.min(ms, MAX_WAIT_MS), undefined, { signal: whenGone(response) });
}

/** Says nothing until the caller leaves or the simulator closes. */
export async function waitUntilGone(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Aborted when the connection closes. */
export function whenGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  response.once('close', () => controller.abort());
  return controller.signal;
}

function defaultCut(events: readonly StreamEvent[], fault: FaultDuring): number {
  return fault.kind === 'pings_only' ? 1 : Math.ceil(events.length / 2);
}

function startPings(response: ServerResponse, everyMs: number | undefined): NodeJS.Timeout | undefined {
  return everyMs === undefined ? undefined : setInterval(() => response.write(PING), everyMs);
}

async function sendPaced(
  response: ServerResponse,
  events: readonly StreamEvent[],
  { msPerWeight }: Pace,
  progress: Progress,
  gone: AbortSignal,
): Promise<number> {
  let weight = 0;
  let owedMs = 0;
  let frames = '';
  const flush = (): void => {
    progress(weight, false);
    if (frames !== '') response.write(frames);
    frames = '';
  };
  for (const event of events) {
    owedMs += event.weight * msPerWeight;
    if (owedMs >= MIN_WAIT_MS) {
      flush();
      response.uncork();
      await sleep(Math.min(owedMs, MAX_WAIT_MS), undefined, { signal: gone });
      owedMs = 0;
    }
    frames += event.frame;
    weight += event.weight;
  }
  flush();
  return weight;
}

async function breakOff(
  response: ServerResponse,
  { kind }: FaultDuring,
  gone: AbortSignal,
  pingEveryMs = DEFAULT_PING_MS,
): Promise<void> {
  response.uncork();
  if (kind === 'error_event') response.write(OVERLOADED);
  if (kind === 'stall') await waitUntilGone(gone);
  if (kind === 'pings_only') {
    response.write(PING);
    const pings = startPings(response, pingEveryMs);
    await waitUntilGone(gone);
    clearInterval(pings);
  }
  if (kind === 'reset') {
    await sleep(RESET_AFTER_MS);
    response.socket?.resetAndDestroy();
  }
}
