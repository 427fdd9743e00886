/** The front of the simulator: the unmodified SDK talks to it, and it keeps a log, a script and the API's headers. */
import Anthropic from '@anthropic-ai/sdk';
import { say, use } from '../../../src/testing/simulator/scripted-reply';
import { BASE, closeAll, result, rig, TOOL, user } from './rig';

const HELLO = { model: 'claude-opus-5-5', max_tokens: 1_000, messages: [{ role: 'user' as const, content: 'Hello' }] };

describe('startSimulator', () => {
  afterEach(closeAll);

  test('holds a conversation with a tool, as JSON', async () => {
    const { client, sim } = await rig([
      use('look_up', { id: '7' }, { id: 'toolu_7', text: 'Let me see.' }),
      say('Done.'),
    ]);
    const first = await client.messages.create({ ...HELLO, tools: [TOOL] });
    expect(first.stop_reason).toBe('tool_use');
    expect(first.content).toEqual([
      { type: 'text', text: 'Let me see.', citations: null },
      { type: 'tool_use', id: 'toolu_7', name: 'look_up', input: { id: '7' }, caller: { type: 'direct' } },
    ]);
    const messages = [
      ...HELLO.messages,
      { role: 'assistant' as const, content: first.content },
      user(result('toolu_7')) as Anthropic.UserMessageParam,
    ];
    const second = await client.messages.create({ ...HELLO, tools: [TOOL], messages });
    expect(second).toMatchObject({ stop_reason: 'end_turn', content: [{ text: 'Done.' }], stop_details: null });
    expect(second._request_id).toMatch(/^req_011C/);
    sim.verifyUsed();
  });

  test('gives the streaming SDK the same message as JSON', async () => {
    const reply = {
      thinking: 'Hm.',
      text: 'Grüße 👋',
      toolUses: [use('look_up', { a: [1, '😀'] }, { id: 't1' }).toolUses![0]!],
    };
    const { client } = await rig(() => reply);
    const params = { ...HELLO, tools: [TOOL], thinking: { type: 'adaptive' as const, display: 'summarized' as const } };
    const { id: _one, ...whole } = await client.messages.create(params);
    const { id: _other, parsed_output: _none, ...streamed } = await client.messages.stream(params).finalMessage();
    expect(JSON.parse(JSON.stringify(streamed))).toEqual(JSON.parse(JSON.stringify(whole)));
  });

  test('sends the exact text of a scripted input, integers beyond 2^53 too', async () => {
    const rawInput = '{"id": 90071992547409931}';
    const { post } = await rig(() => ({ toolUses: [{ name: 'look_up', input: {}, rawInput }] }));
    expect((await post(BASE)).text).toContain(`"input":${rawInput}`);
    const streamed = (await post({ ...BASE, stream: true })).text;
    const parts = [...streamed.matchAll(/"partial_json":("(?:[^"\\]|\\.)*")/g)].map(
      ([, part]) => JSON.parse(part!) as string,
    );
    expect(parts[0]).toBe('');
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.join('')).toBe(rawInput);
  });

  test('counts tokens by the rules of a message, without max_tokens', async () => {
    const { client, post, sim } = await rig([]);
    const { max_tokens: _none, ...prompt } = HELLO;
    const { input_tokens: few } = await client.messages.countTokens(prompt);
    const { input_tokens: more } = await client.messages.countTokens({ ...prompt, system: 'x'.repeat(400) });
    expect(few).toBe(Math.ceil('user:{"type":"text","text":"Hello"}'.length / 4));
    expect(more - few).toBeGreaterThanOrEqual(100);
    const refused = await post(HELLO, {}, '/v1/messages/count_tokens');
    expect(refused.message).toBe('max_tokens: Extra inputs are not permitted');
    expect(sim.requests).toEqual([]);
  });

  test('lists its models and describes one', async () => {
    const { client } = await rig([]);
    const ids = (await client.models.list()).data.map(({ id }) => id);
    expect(ids).toContain('claude-opus-5-5');
    expect(await client.models.retrieve('claude-haiku-4-5')).toMatchObject({ line: 'haiku', max_tokens: 64_000 });
    await expect(client.models.retrieve('claude-2')).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });

  test.each([
    ['no key', { 'x-api-key': undefined }, 401, 'x-api-key header is required'],
    ['another key', { 'x-api-key': 'other' }, 401, 'invalid x-api-key'],
    ['another bearer token', { 'x-api-key': undefined, authorization: 'Bearer other' }, 401, 'Invalid bearer token'],
    ['no version', { 'anthropic-version': undefined }, 400, 'anthropic-version: header is required'],
    [
      'an old version',
      { 'anthropic-version': '2023-06-01' },
      400,
      'anthropic-version: "2023-06-01" is not a valid version',
    ],
    ['another content type', { 'content-type': 'text/plain' }, 400, 'content-type: header must be "application/json"'],
  ])('refuses a request with %s', async (_title, headers, status, words) => {
    const { post } = await rig([], { apiKey: 'k' });
    const answer = await post(BASE, headers);
    expect([answer.status, answer.message]).toEqual([status, words]);
  });

  test('takes its key in either header', async () => {
    const { post } = await rig(() => say('Hi'), { apiKey: 'k' });
    expect((await post(BASE)).status).toBe(200);
    expect((await post(BASE, { 'x-api-key': undefined, authorization: 'Bearer k' })).status).toBe(200);
  });

  test('refuses a body above 32 MB with 413 and one that is no JSON with 400', async () => {
    const { post } = await rig([]);
    const large = await post(new Blob([Buffer.alloc(32 * 1024 * 1024 + 1)]));
    expect([large.status, large.message]).toEqual([413, 'Request exceeds the maximum size']);
    expect(large.text).toContain('"request_too_large"');
    const broken = await post('{');
    expect([broken.status, broken.message]).toEqual([400, 'The request body is not valid JSON.']);
  });

  test('answers an unknown path with 404', async () => {
    const { post } = await rig([]);
    expect((await post(BASE, {}, '/v1/complete')).status).toBe(404);
  });

  test('sets a request id and the rate limit headers', async () => {
    const { post } = await rig(() => say('Hi'));
    const { headers } = await post(BASE);
    expect(headers.get('request-id')).toMatch(/^req_011C\w+$/);
    expect(headers.get('anthropic-ratelimit-input-tokens-remaining')).toMatch(/^\d+$/);
    expect(headers.get('anthropic-ratelimit-requests-reset')).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(headers.get('retry-after')).toBeNull();
  });

  test('logs every request with its number, headers and body, refused ones too', async () => {
    const { post, sim } = await rig(() => say('Hi'));
    await post({ ...BASE, max_tokens: undefined });
    await post(BASE, { 'x-test': 'yes' });
    expect(sim.requests).toMatchObject([
      { number: 1, problem: 'max_tokens: Field required' },
      { number: 2, body: BASE, headers: { 'x-test': 'yes' } },
    ]);
  });

  test('only warms the cache with max_tokens 0, and uses no reply for it', async () => {
    const { post, sim } = await rig([]);
    const answer = JSON.parse((await post({ ...BASE, max_tokens: 0 })).text) as object;
    expect(answer).toMatchObject({ content: [], stop_reason: 'max_tokens', usage: { output_tokens: 0 } });
    sim.verifyUsed();
  });
});
