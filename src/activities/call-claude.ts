/**
 * The activity behind every decision of the model: rebuilds the conversation from history, sends it, and returns the
 * reply with what it cost. What does not fit into the allowance is not sent.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { plus, type Amount } from '../common/amount';
import { parseActivityId } from '../common/activity-id';
import { FAILURE } from '../common/failure-type';
import { readable } from '../common/format-version';
import { costOf, type Price, type PriceTable } from '../common/prices';
import { conversationOf } from '../common/transcript';
import { redactorIn, type Redactor } from '../common/redactor';
import type { Offer, Opening } from '../common/offer';
import { FORMAT, type CallInput, type CallResult } from '../common/wire';
import { admit, closingAfter, closingFor, reservationFor, unaccountedBefore } from './admission';
import type { ArtifactReader } from './artifact-reader';
import { Attempts } from './attempts';
import { accounting, attemptsOf, callFailure, finalIfLast } from './call-failure';
import type { ClaudeClient, ClientSource } from './claude-client';
import { classify } from './claude-errors';
import { callsOf, contentOf, malformation, stopDetailsOf, usageOf } from './claude-reply';
import { requestOf, requireSendable, type Request } from './claude-request';
import { streamReply, Watchdog, type StreamedReply } from './claude-stream';
import type { DisabledList } from './disabled-list';
import type { HistoryReader } from './history-reader';
import { countFailedRequest, countReply } from './instruments';
import { countedTokens } from './count-tokens';
import { withoutLeaks } from './leaked-secrets';
import type { ProviderGate } from './provider-gate';
import { hasUnmeasuredPdf, promptTokensAtMost } from './reservation';
import { makeOffer, requirePrice } from './segment';
import type { ToolRegistry } from './tool-registry';

/** What the activity works with. */
export interface CallDependencies {
  readonly clientFor: ClientSource;
  readonly registry: ToolRegistry;
  readonly prices: PriceTable;
  readonly history: HistoryReader;
  readonly gate: ProviderGate;
  readonly artifacts: ArtifactReader;
  readonly disabled?: DisabledList;
  /** Silence of the stream after which a request is given up. */
  readonly idleMs: number;
}

/** One call on its way. */
interface Prepared extends Pick<Opening, 'model' | 'asks'> {
  readonly request: Request;
  readonly offer: Offer;
  readonly price: Price;
  readonly reservation: Amount;
  readonly closing: Amount;
  /** Tokens of the prompt at the most. */
  readonly promptTokens: number;
  readonly client: ClaudeClient;
}

/** Makes the activity. */
export function callClaudeActivity(dependencies: CallDependencies): (input: CallInput) => Promise<CallResult> {
  return async (input) => {
    const attempts = new Attempts();
    try {
      await refuseDisabled(dependencies, attempts);
    } catch (error) {
      attempts.end();
      throw error; // not `finalIfLast`: where the list can't be read there is no last attempt
    }
    try {
      const prepared = await prepare(input, attempts, dependencies);
      admit(input, prepared.reservation, prepared.closing, attempts);
      await waitForProvider(prepared, attempts, dependencies);
      return await send(input, prepared, attempts, dependencies);
    } catch (error) {
      throw finalIfLast(error, attempts, attemptsOf(input));
    } finally {
      attempts.end();
    }
  };
}

async function refuseDisabled({ disabled }: CallDependencies, attempts: Attempts): Promise<void> {
  const id = parseActivityId(Context.current().info.activityId);
  if (disabled && id) await disabled.refuse({ kind: 'agent', name: id.agent }, attempts);
}

async function prepare(input: CallInput, attempts: Attempts, dependencies: CallDependencies): Promise<Prepared> {
  const { info, client: temporal } = Context.current();
  try {
    readable(input, 'The call of Claude');
    const conversation = await conversationOf(await dependencies.history.read(temporal, info), input);
    const { opening } = conversation;
    const offer = conversation.offer ?? makeOffer(opening, dependencies.registry);
    const price = requirePrice(opening.model, dependencies.prices);
    const client = await dependencies.clientFor(opening.model);
    const messages = await dependencies.artifacts.resolve(conversation.messages);
    const request = requestOf({ ...conversation, messages }, offer, input);
    if (messages !== conversation.messages) requireSendable(request);
    const isLimited = input.allowanceNanoUsd !== null || input.allowanceTokens !== undefined;
    const counts = isLimited && hasUnmeasuredPdf(conversation);
    const tokens = counts ? await countedTokens(client, request) : promptTokensAtMost(conversation, offer);
    const reservation = reservationFor(tokens, input.maxTokens, price);
    const closing = closingFor(input, tokens, price);
    return { ...opening, request, offer, price, reservation, closing, promptTokens: tokens, client };
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === FAILURE.newerFormat) attempts.waive();
    else attempts.unsent();
    throw error;
  }
}

/** A wait that is too long to sit out costs no attempt: nothing was asked. */
async function waitForProvider(
  { client, model, promptTokens }: Prepared,
  attempts: Attempts,
  { gate }: CallDependencies,
): Promise<void> {
  // As if nothing were cached; a reply counts as it is written, whatever `max_tokens` says.
  const needs = { requests: 1, 'input-tokens': promptTokens, 'output-tokens': 1 };
  const retryAfterMs = await gate.pass(client, model, needs, Context.current().cancellationSignal);
  if (retryAfterMs === undefined) return;
  attempts.waive();
  const message = `The provider limits the rate of \`${model}\`; this worker asks again later.`;
  throw callFailure(FAILURE.unavailable, message, { isRetryable: true, retryAfterMs });
}

async function send(
  input: CallInput,
  prepared: Prepared,
  attempts: Attempts,
  dependencies: CallDependencies,
): Promise<CallResult> {
  const { cancellationSignal } = Context.current();
  const { model, request, reservation } = prepared;
  const before = unaccountedBefore(input, attempts, reservation);
  const watchdog = new Watchdog(cancellationSignal, dependencies.idleMs);
  attempts.risk(reservation);
  const startedAt = Date.now();
  try {
    const reply = await streamReply(prepared.client, request, watchdog, (headers) =>
      dependencies.gate.learn(prepared.client, model, headers),
    );
    const result = withoutLeaks(resultOf(reply, input, prepared, before, dependencies.registry), redactor());
    countReply(result, startedAt);
    return result;
  } catch (error) {
    const verdict = classify(error, watchdog.isIdle);
    const unaccounted = verdict.mayBePaid ? plus(before, reservation) : before;
    attempts.settle(unaccounted);
    if (cancellationSignal.aborted)
      throw new CancelledFailure('The call of Claude was cancelled.', [accounting(unaccounted)]);
    if (verdict.isRateLimit) dependencies.gate.hold(prepared.client, model, verdict.retryAfterMs);
    countFailedRequest(verdict.type);
    throw callFailure(verdict.type, verdict.message, { ...verdict, unaccounted });
  } finally {
    watchdog.end();
  }
}

/** Of the converter that writes this activity's result: what is checked here is what history will hold. */
function redactor(): Redactor | undefined {
  return redactorIn(Context.current().client.options.loadedDataConverter.payloadCodecs);
}

function resultOf(
  reply: StreamedReply,
  input: CallInput,
  prepared: Prepared,
  unaccounted: Amount,
  registry: ToolRegistry,
): CallResult {
  const { message, requestId } = reply;
  const malformed = malformation(reply);
  const stopDetails = stopDetailsOf(message);
  const offered = new Set(prepared.offer.tools.map(({ name }) => name));
  const usage = usageOf(message);
  const content = malformed ? [] : contentOf(reply);
  const closing = closingAfter(input, { usage, content }, prepared.price);
  return {
    ...{ v: FORMAT, content },
    stopReason: message.stop_reason ?? 'end_turn',
    ...(stopDetails && { stopDetails }),
    model: message.model,
    requestId,
    usage,
    costNanoUsd: costOf(usage, prepared.price),
    unaccountedNanoUsd: unaccounted.nanoUsd,
    ...(unaccounted.tokens > 0 && { unaccountedTokens: unaccounted.tokens }),
    ...(closing && { closing }),
    calls: malformed ? [] : callsOf(reply, registry, offered, prepared),
    ...(input.segment === null && { offer: prepared.offer }),
    ...(malformed && { malformed }),
  };
}
