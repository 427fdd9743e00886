/** One `POST /v1/messages` from the body to the last byte: checks, script, cache, bill, delivery. Read this first. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { ApiRefusal } from './api-refusal';
import type { OpenAttempt } from './bill';
import { type CheckedRequest, checkCreate } from './checks/check-request';
import { sendJsonReply, sendStream, wait } from './delivery';
import { isBefore, isDuring, isEnding } from './fault';
import { answerFault, rateLimited } from './fault-answer';
import type { House, LoggedRequest, Manner } from './house';
import { setRateLimits } from './http';
import { messageJson, streamEvents } from './message';
import { type Plan, planReply } from './plan';
import type { Turn } from './script-book';
import { EARLY_OUTPUT_TOKENS, usageOf } from './usage';

const MS_PER_SECOND = 1_000;
/** `max_tokens: 0` only warms the cache: an empty reply that no script has to provide. */
const WARM_UP: Turn = { reply: { stopReason: 'max_tokens', outputTokens: 0 }, giveBack: () => undefined };

/** Answers one request. Throws an `ApiRefusal` if it is refused, or an abort if the caller leaves. */
export async function answer(
  house: House,
  logged: LoggedRequest,
  bodyText: string,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  // 1. Check
  const request = checkCreate(logged.body, (standing) => house.paused.has(standing));
  admit(house, request, response);

  // 2. Find the reply and the fault
  const turn = request.body.max_tokens === 0 ? WARM_UP : await house.script.take(logged, keyOf(bodyText));
  const { fault } = turn;
  if (fault && !isEnding(fault)) logged.problem = `fault: ${fault.kind}`;

  // 3. Wait, and fail before the reply
  try {
    await wait(response, house.manner.latencyMs ?? 0);
    if (fault && isBefore(fault)) return await answerFault(response, fault, request.body.model, requestId);
    const plan = planReply(turn.reply, request, fault && isEnding(fault) ? fault : undefined);
    if (plan.stopReason === 'pause_turn') house.paused.add(plan.standing);

    // 4. Reply
    await reply(house, logged, request, turn, plan, response);
  } catch (error) {
    turn.giveBack();
    throw error;
  }
}

/** Refuses what does not fit into the limit on input tokens. */
function admit({ tokens }: House, { promptTokens }: CheckedRequest, response: ServerResponse): void {
  const waitMs = tokens?.take(promptTokens) ?? 0;
  if (waitMs === 0) return;
  setRateLimits(response, false, tokens);
  throw rateLimited(Math.ceil(waitMs / MS_PER_SECOND));
}

async function reply(
  house: House,
  { number }: LoggedRequest,
  request: CheckedRequest,
  { fault }: Turn,
  plan: Plan,
  response: ServerResponse,
): Promise<void> {
  const during = fault && isDuring(fault) ? fault : undefined;
  const streamed = request.body.stream === true;
  const msPerToken = house.manner.tokensPerSecond ? MS_PER_SECOND / house.manner.tokensPerSecond : 0;
  if (!streamed) {
    if (during?.kind === 'error_event') throw new ApiRefusal(529, 'overloaded_error', 'Overloaded');
    await wait(response, plan.outputTokens * msPerToken);
  }
  const weight = plan.blocks.reduce((sum, block) => sum + block.weight, 0);
  const attempt = open(house, number, request, plan);
  const progress = (sent: number, completed: boolean): void => {
    const share = completed ? 1 : sent / Math.max(1, weight);
    attempt.outputTokens = Math.max(attempt.outputTokens, Math.ceil(plan.outputTokens * share));
    attempt.completed = completed;
  };
  const usage = usageOf(attempt.input, plan, house.manner.staleCacheSplit === true);
  response.setHeader('content-type', streamed ? 'text/event-stream; charset=utf-8' : 'application/json');
  setRateLimits(response, false, house.tokens);
  if (!streamed) {
    return sendJsonReply(response, messageJson(plan, request.model.id, usage), progress, weight, during);
  }
  const pace = { msPerWeight: (msPerToken * plan.outputTokens) / Math.max(1, weight), ...pings(house.manner) };
  await sendStream(response, streamEvents(plan, request.model.id, usage), pace, progress, during);
}

/** Opens the account of an attempt: from here on it costs, and the cache knows its prefix. */
function open(house: House, requestNumber: number, request: CheckedRequest, plan: Plan): OpenAttempt {
  const { body, segments, model } = request;
  const input = house.cache.account(body, segments, model, Date.now());
  const outputTokens = Math.min(EARLY_OUTPUT_TOKENS, plan.outputTokens);
  const attempt = { requestNumber, model, input, outputTokens, completed: false };
  house.attempts.push(attempt);
  return attempt;
}

function pings({ pingEveryMs }: Manner): { pingEveryMs?: number } {
  return pingEveryMs === undefined ? {} : { pingEveryMs };
}

function keyOf(bodyText: string): string {
  return createHash('sha256').update(bodyText).digest('base64url');
}
