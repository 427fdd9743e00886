/** Every fault as the SDK sees it, and what it costs. */
import Anthropic from '@anthropic-ai/sdk';
import type { Fault } from '../../../src/testing/simulator/fault';
import { say, type ScriptedReply, use } from '../../../src/testing/simulator/scripted-reply';
import { BASE, closeAll, rig, type Rig } from './rig';

const PARAMS = { ...BASE, messages: [...BASE.messages] };
const CALL = use(
  'look_up',
  { id: '7', reason: 'asked for by the customer 👋' },
  { thinking: 'I should look it up.', text: 'Let me see.' },
);

async function faulted(fault: Fault, reply: ScriptedReply = CALL): Promise<Rig> {
  return rig([reply], { faults: { 1: fault } });
}

/** Everything the SDK saw until the stream broke, and the error. */
async function broken({ client }: Rig): Promise<{ events: string[]; error: unknown }> {
  const stream = client.messages.stream(PARAMS);
  const events: string[] = [];
  stream.on('streamEvent', ({ type }) => events.push(type));
  const error: unknown = await stream.finalMessage().catch((reason: unknown) => reason);
  return { events, error };
}

/** Lets the caller leave as soon as it has seen this in the body. */
async function leaveAfter({ sim }: Rig, sign: string, stream = true): Promise<string> {
  const controller = new AbortController();
  const headers = { 'x-api-key': 'k', 'anthropic-version': '2026-10-21', 'content-type': 'application/json' };
  const body = JSON.stringify({ ...BASE, stream });
  const response = await fetch(`${sim.url}/v1/messages`, { method: 'POST', headers, body, signal: controller.signal });
  let seen = '';
  for await (const chunk of response.body!) {
    seen += Buffer.from(chunk).toString();
    if (seen.includes(sign)) break;
  }
  controller.abort();
  return seen;
}

describe('a fault before the reply', () => {
  afterEach(closeAll);

  test.each([
    ['rate_limit', Anthropic.RateLimitError, 'rate_limit_error'],
    ['overloaded', Anthropic.OverloadedError, 'overloaded_error'],
    ['server_error', Anthropic.InternalServerError, 'api_error'],
    ['unauthorized', Anthropic.AuthenticationError, 'authentication_error'],
    ['model_not_found', Anthropic.NotFoundError, 'not_found_error'],
  ] as const)('%s is the error class of the SDK, and costs nothing', async (fault, kind, type) => {
    const { client, sim } = await faulted(fault);
    const error: unknown = await client.messages.create(PARAMS).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ type, requestID: expect.stringMatching(/^req_/) });
    expect(sim.bill()).toEqual({ attempts: [], costNanoUsd: 0 });
    expect(sim.requests[0]?.problem).toBe(`fault: ${fault}`);
  });

  test('says when to retry a rate limit, or not', async () => {
    const { post } = await rig([], {
      faults: {
        1: 'rate_limit',
        2: { kind: 'rate_limit', retryAfterSeconds: 30 },
        3: { kind: 'rate_limit', retryAfterSeconds: null },
      },
    });
    const limited = [await post(BASE), await post(BASE), await post(BASE)];
    expect(limited.map(({ status }) => status)).toEqual([429, 429, 429]);
    expect(limited.map(({ headers }) => headers.get('retry-after'))).toEqual(['1', '30', null]);
    expect(limited[0]?.headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
  });

  test('names the code of a spend limit and gives no time to retry', async () => {
    const { client } = await faulted('spend_limit');
    const error: unknown = await client.messages.create(PARAMS).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Anthropic.RateLimitError);
    expect(error).toMatchObject({ errorCode: 'enforced_spend_limit_reached' });
    expect((error as { headers: Headers }).headers.get('retry-after')).toBeNull();
  });

  test('sends the page of a gateway', async () => {
    const { client, post } = await rig([], { faults: { 1: 'bad_gateway', 2: 'bad_gateway' } });
    const page = await post(BASE);
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
    await expect(client.messages.create(PARAMS)).rejects.toBeInstanceOf(Anthropic.InternalServerError);
  });

  test('hangs until the caller leaves, and until the simulator closes', async () => {
    const { client, sim } = await rig([], { faults: { 1: 'hang', 2: 'hang' } });
    await expect(client.messages.create(PARAMS, { timeout: 30 })).rejects.toThrow('timed out');
    const waiting = client.messages.create(PARAMS).catch((reason: unknown) => reason);
    while (sim.requests.length < 2) await new Promise(setImmediate);
    await closeAll();
    expect(await waiting).toBeInstanceOf(Anthropic.APIConnectionError);
    expect(sim.bill().attempts).toEqual([]);
  });
});

describe('a fault during the reply', () => {
  afterEach(closeAll);

  test('ends with an error event', async () => {
    const started = await faulted({ kind: 'error_event', afterEvents: 6 });
    const { events, error } = await broken(started);
    expect(events).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'content_block_start',
    ]);
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error).toMatchObject({ status: undefined, type: 'overloaded_error' });
  });

  test('ends cleanly without message_stop', async () => {
    const { error } = await broken(await faulted('clean_end'));
    expect(error).not.toBeInstanceOf(Anthropic.APIError);
    expect(String(error)).toContain('stream ended without producing a Message');
  });

  test('resets the connection after what was sent has arrived', async () => {
    const { events, error } = await broken(await faulted({ kind: 'reset', afterEvents: 5 }));
    expect(events).toHaveLength(4);
    expect(String(error)).toContain('terminated');
  });

  test('falls silent, or sends nothing but pings, until the caller leaves', async () => {
    const stalled = await faulted({ kind: 'stall', afterEvents: 3 });
    expect(await leaveAfter(stalled, 'content_block_start')).not.toContain('content_block_delta');
    const pinging = await rig([CALL], { faults: { 1: 'pings_only' }, pingEveryMs: 2 });
    const seen = await leaveAfter(pinging, 'ping"}\n\nevent: ping\ndata: {"type":"ping"}\n\nevent: ping');
    expect(seen).toMatch(/^event: message_start\n/);
    expect(seen).not.toContain('content_block');
  });

  test('breaks a JSON answer in the middle too', async () => {
    const { post, sim } = await rig([CALL], { faults: { 1: 'clean_end', 2: 'reset', 3: 'error_event' } });
    const half = (await post(BASE)).text;
    expect(half).toMatch(/^\{"id":"msg_01/);
    expect(() => JSON.parse(half) as unknown).toThrow(SyntaxError);
    await expect(post(BASE)).rejects.toThrow('terminated');
    expect((await post(BASE)).status).toBe(529);
    expect(sim.bill().attempts.map(({ completed }) => completed)).toEqual([false, false]);
  });

  test.each(['stall', 'pings_only'] as const)('falls silent in the middle of a JSON answer: %s', async (kind) => {
    const seen = await leaveAfter(await faulted(kind), '"type":"message"', false);
    expect(seen).not.toContain('ping');
    expect(() => JSON.parse(seen) as unknown).toThrow(SyntaxError);
  });

  test('bills the input and the output sent so far', async () => {
    const started = await rig([say('word '.repeat(100))], { faults: { 1: { kind: 'clean_end', afterEvents: 5 } } });
    await broken(started);
    const [attempt] = started.sim.bill().attempts;
    expect(attempt).toMatchObject({ completed: false, outputTokens: Math.ceil((125 * 96) / 500), inputTokens: 9 });
  });
});
