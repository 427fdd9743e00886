/** Every fault of the simulator and every row of the error table, through real HTTP, as the activity reports it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as sdk from '@anthropic-ai/sdk';
import Anthropic from '@anthropic-ai/sdk';
import { FAILURE } from '../../src/common/failure-type';
import type { Fault } from '../../src/testing/simulator/fault';
import { say } from '../../src/testing/simulator/scripted-reply';
import { startSimulator } from '../../src/testing/simulator/simulator';
import { accountingOf, callRig, closeRigs, failureOf, firstCall, lookUp } from './call-rig';
import { reservationOf } from './reserved';

const IDLE_MS = 500; // long enough for a busy machine to get the request out
const servers: Server[] = [];

afterEach(closeRigs);
afterEach(() => servers.splice(0).forEach((server) => server.closeAllConnections() ?? server.close()));

/** A server that answers everything in one way, for answers that the simulator never gives. */
async function answering(status: number, headers: Record<string, string>, body: unknown): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_x', ...headers });
    response.end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const apiError = (type: string, message = 'no', code?: string) => ({
  type: 'error',
  error: { type, message, ...(code && { details: { error_code: code } }) },
});

describe('a fault before the reply was not paid', () => {
  test.each<[Fault, string, boolean, number | undefined, RegExp]>([
    ['rate_limit', FAILURE.unavailable, true, 1_000, /^Claude's API answered 429 rate_limit_error: This request would/],
    [{ kind: 'rate_limit', retryAfterSeconds: 30 }, FAILURE.unavailable, true, 30_000, /429/],
    [{ kind: 'rate_limit', retryAfterSeconds: 3_600 * 48 }, FAILURE.unavailable, true, 86_400_000, /429/],
    [{ kind: 'rate_limit', retryAfterSeconds: null }, FAILURE.unavailable, true, undefined, /429/],
    ['spend_limit', FAILURE.refusedByApi, false, undefined, /429 .*\(enforced_spend_limit_reached\)/],
    ['overloaded', FAILURE.unavailable, true, undefined, /529 overloaded_error: Overloaded/],
    ['server_error', FAILURE.unavailable, true, undefined, /500 api_error: Internal server error/],
    ['bad_gateway', FAILURE.unavailable, true, undefined, /502/],
    ['unauthorized', FAILURE.refusedByApi, false, undefined, /401 authentication_error: invalid x-api-key/],
    ['model_not_found', FAILURE.refusedByApi, false, undefined, /404 not_found_error: model: claude-opus-5-5/],
  ])('%j', async (fault, type, isRetryable, nextRetryDelay, words) => {
    const { sim, call } = await callRig(() => say('Hi'), { faults: { 1: fault } });
    const attempt = await call(1);
    const { nonRetryable, message, ...failure } = failureOf(attempt);
    expect(failure).toMatchObject({ type, nextRetryDelay });
    expect(nonRetryable).toBe(!isRetryable);
    expect(message).toMatch(words);
    expect(accountingOf(attempt)).toMatchObject({ costNanoUsd: 0, unaccountedNanoUsd: 0 });
    expect(attempt.beats.at(-1)).toMatchObject({ settled: 1, unaccountedNanoUsd: 0, inFlightNanoUsd: 0 });
    expect(sim.requests).toHaveLength(1);
    expect(sim.bill().costNanoUsd).toBe(0);
  });
});

test("errors of the user's own copy of the SDK mean the same", async () => {
  let copied: typeof Anthropic | undefined;
  jest.isolateModules(() => (copied = jest.requireActual<typeof sdk>('@anthropic-ai/sdk').default));
  const Copy = copied!;
  expect(Copy).not.toBe(Anthropic);
  const { call } = await callRig(() => say('Hi'), {
    faults: { 1: 'rate_limit', 2: 'unauthorized', 3: 'error_event' },
    client: (baseURL) => new Copy({ apiKey: 'k', baseURL, maxRetries: 0 }),
  });
  const failures = [failureOf(await call(1)), failureOf(await call(1)), failureOf(await call(1))];
  expect(failures.map(({ type, nonRetryable, nextRetryDelay }) => ({ type, nonRetryable, nextRetryDelay }))).toEqual([
    { type: FAILURE.unavailable, nonRetryable: false, nextRetryDelay: 1_000 },
    { type: FAILURE.refusedByApi, nonRetryable: true, nextRetryDelay: undefined },
    { type: FAILURE.brokenStream, nonRetryable: false, nextRetryDelay: undefined },
  ]);
  expect((await call(1)).result?.content).toMatchObject([{ type: 'text', text: 'Hi' }]);
});

describe('a reply that broke off may have been paid in full', () => {
  test.each<[Fault, RegExp]>([
    ['hang', /stalled: no bytes came/],
    ['stall', /stalled: no bytes came/],
    [{ kind: 'stall', afterEvents: 0 }, /stalled: no bytes came/],
    ['error_event', /broke the reply off with overloaded_error: Overloaded/],
    ['clean_end', /broke off/],
    [{ kind: 'clean_end', afterEvents: 1 }, /broke off/],
    ['reset', /broke off|reach/],
  ])('%j', async (fault, words) => {
    const { sim, call } = await callRig(() => say('Hi, this is a reply of some length.'), {
      faults: { 1: fault },
      ...(words.test('stalled: no bytes came') && { worker: { idleMs: IDLE_MS } }), // a busy machine stalls by itself
    });
    const attempt = await call(1);
    const reservation = reservationOf(firstCall(), lookUp);
    expect(failureOf(attempt)).toMatchObject({ nonRetryable: false, nextRetryDelay: undefined });
    expect([FAILURE.brokenStream, FAILURE.unavailable]).toContain(failureOf(attempt).type);
    expect(failureOf(attempt).message).toMatch(words);
    expect(accountingOf(attempt)).toMatchObject({ costNanoUsd: 0, unaccountedNanoUsd: reservation });
    expect(attempt.beats.at(-1)).toMatchObject({ settled: 1, unaccountedNanoUsd: reservation, inFlightNanoUsd: 0 });
    expect(sim.requests).toHaveLength(1);
    expect(sim.bill().costNanoUsd).toBeLessThanOrEqual(reservation);
  });

  test('a broken stream has its own type, so that the Temporal UI tells it from an API out of reach', async () => {
    const { call } = await callRig(() => say('Hi'), { faults: { 1: 'error_event', 2: 'clean_end' } });
    expect(failureOf(await call(1)).type).toBe(FAILURE.brokenStream);
    expect(failureOf(await call(1)).type).toBe(FAILURE.brokenStream);
  });
});

test('a connection that is refused costs nothing and is tried again', async () => {
  const closed = await startSimulator({ script: [] });
  await closed.close();
  const { call } = await callRig([], { worker: { baseURL: closed.url } });
  const attempt = await call(1);
  expect(failureOf(attempt)).toMatchObject({ type: FAILURE.unavailable, nonRetryable: false });
  expect(failureOf(attempt).message).toMatch(/could not be reached \(ECONNREFUSED\)/);
  expect(accountingOf(attempt)).toMatchObject({ costNanoUsd: 0, unaccountedNanoUsd: 0 });
});

test('a request that the API calls wrong is refused for good, in its words', async () => {
  const { sim, call } = await callRig(() => say('Hi'));
  const attempt = await call(1, { maxTokens: 128_001 });
  expect(failureOf(attempt)).toMatchObject({ type: FAILURE.refusedByApi, nonRetryable: true });
  expect(failureOf(attempt).message).toMatch(
    /^Claude's API answered 400 invalid_request_error: max_tokens: 128001 > 128000/,
  );
  expect(accountingOf(attempt)).toMatchObject({ costNanoUsd: 0, unaccountedNanoUsd: 0 });
  expect(sim.requests).toHaveLength(1);
});

describe('an answer with a status is judged by the status, unless the API says whether to retry', () => {
  test.each<[number, Record<string, string>, object, boolean, number | undefined]>([
    [403, {}, apiError('permission_error'), false, undefined],
    [408, {}, apiError('timeout_error'), true, undefined],
    [409, {}, apiError('conflict_error'), true, undefined],
    [429, {}, apiError('rate_limit_error', 'no', 'contract_spend_limit_reached'), false, undefined],
    [
      429,
      { 'x-should-retry': 'true' },
      apiError('rate_limit_error', 'no', 'enforced_spend_limit_reached'),
      false,
      undefined,
    ],
    [429, { 'retry-after-ms': '1500', 'retry-after': '60' }, apiError('rate_limit_error'), true, 1_500],
    [429, { 'retry-after': '0.25' }, apiError('rate_limit_error'), true, 250],
    [429, { 'retry-after': '-5' }, apiError('rate_limit_error'), true, undefined],
    [429, { 'retry-after': 'soon' }, apiError('rate_limit_error'), true, undefined],
    [429, { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' }, apiError('rate_limit_error'), true, 86_400_000],
    [500, { 'x-should-retry': 'false' }, apiError('api_error'), false, undefined],
    [503, { 'retry-after': '2' }, apiError('api_error'), true, 2_000],
    [400, { 'x-should-retry': 'true', 'retry-after': '3' }, apiError('invalid_request_error'), true, 3_000],
    [400, { 'retry-after': '3' }, apiError('invalid_request_error'), false, undefined],
  ])('%i %j %j', async (status, headers, body, isRetryable, nextRetryDelay) => {
    const baseURL = await answering(status, headers, body);
    const { call } = await callRig([], { worker: { baseURL } });
    const attempt = await call(1);
    const type = isRetryable ? FAILURE.unavailable : FAILURE.refusedByApi;
    expect(failureOf(attempt)).toMatchObject({ type, nonRetryable: !isRetryable, nextRetryDelay });
    expect(accountingOf(attempt).unaccountedNanoUsd).toBe(0);
  });
});

test.each<[string, boolean]>([
  ['overloaded_error', true],
  ['api_error', true],
  ['rate_limit_error', true],
  ['invalid_request_error', false],
  ['permission_error', false],
])('an event `%s` inside a stream may have been paid, and is retried: %s', async (kind, isRetryable) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`event: error\ndata: ${JSON.stringify(apiError(kind))}\n\n`);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { call } = await callRig([], {
    worker: { baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
  });
  const attempt = await call(1);
  const type = isRetryable ? FAILURE.brokenStream : FAILURE.refusedByApi;
  expect(failureOf(attempt)).toMatchObject({ type, nonRetryable: !isRetryable });
  expect(accountingOf(attempt).unaccountedNanoUsd).toBe(reservationOf(firstCall(), lookUp));
});

test('a request larger than the API takes is told as just that', async () => {
  const { call } = await callRig([], { worker: { baseURL: await answering(413, {}, apiError('request_too_large')) } });
  expect(failureOf(await call(1))).toMatchObject({ type: FAILURE.requestTooLarge, nonRetryable: true });
});

describe('what has to change before the call can be answered', () => {
  test.each<[number, object, string | undefined]>([
    [401, apiError('authentication_error'), 'key'],
    [402, apiError('billing_error'), 'spend'],
    [403, apiError('permission_error'), 'key'],
    [404, apiError('not_found_error'), 'model'],
    [429, apiError('rate_limit_error', 'no', 'contract_spend_limit_reached'), 'spend'],
    [400, apiError('invalid_request_error', 'You have reached your specified API usage limits.'), 'spend'],
    [429, apiError('rate_limit_error'), 'provider'],
    [529, apiError('overloaded_error'), 'provider'],
    [400, apiError('invalid_request_error'), undefined],
    [413, apiError('request_too_large'), undefined],
  ])('after a %i %j: %s', async (status, body, waitsFor) => {
    const { call } = await callRig([], { worker: { baseURL: await answering(status, {}, body) } });
    expect(accountingOf(await call(1))).toEqual({
      ...{ costNanoUsd: 0, unaccountedNanoUsd: 0 },
      ...(waitsFor && { waitsFor }),
    });
  });

  test('a call with one attempt is final after the first', async () => {
    const { call } = await callRig([], { worker: { baseURL: await answering(529, {}, apiError('overloaded_error')) } });
    const attempt = await call(1, { attempts: 1 });
    expect(failureOf(attempt)).toMatchObject({ type: FAILURE.unavailable, nonRetryable: true });
    expect(accountingOf(attempt)).toMatchObject({ waitsFor: 'provider' });
  });
});

test('a long message of the API is cut, for it may quote the prompt', async () => {
  const baseURL = await answering(400, {}, apiError('invalid_request_error', 'secret '.repeat(1_000)));
  const { call } = await callRig([], { worker: { baseURL } });
  expect(failureOf(await call(1)).message.length).toBeLessThan(500);
});
