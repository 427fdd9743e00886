/** The request that Claude's API gets: the same prefix every time, and cache markers where the API takes them. */
import { requestOf } from '../../src/activities/claude-request';
import { lastCacheable, type Conversation } from '../../src/common/transcript';
import type { Offer } from '../../src/common/offer';
import type { Block, Message } from '../../src/common/wire';
import { say, use } from '../../src/testing/simulator/scripted-reply';
import type { MessageBlock, MessagesRequest } from '../../src/testing/simulator/request';
import { callRig, closeRigs, nextCall, text as part } from './call-rig';

const OPENING = { model: 'claude-opus-5-5', system: 'Be brief.', tools: [] };
const NO_TOOLS: Offer = { tools: [] };
const MARKER = { type: 'ephemeral' };

afterEach(closeRigs);

const text = (words: string): Block => ({ type: 'text', text: words });
const thinking: Block = { type: 'thinking', thinking: '', signature: 's' };
const user = (...content: readonly Block[]): Message => ({ role: 'user', content });
const assistant = (...content: readonly Block[]): Message => ({ role: 'assistant', content });

function requestFor(
  conversation: Partial<Conversation>,
  offer = NO_TOOLS,
  more: { closing?: 'now' } = {},
): MessagesRequest {
  return requestOf({ opening: OPENING, messages: [user(text('Hello'))], ...conversation }, offer, {
    maxTokens: 1_000,
    ...more,
  }) as unknown as MessagesRequest;
}

/** Where markers stand: `system`, or `message.block`. */
function markers({ system, messages }: MessagesRequest): string[] {
  const marked = (blocks: string | readonly MessageBlock[] | undefined): number[] =>
    Array.isArray(blocks)
      ? (blocks as readonly MessageBlock[]).flatMap((block, at) => (block.cache_control ? [at] : []))
      : [];
  return [
    ...marked(system).map(() => 'system'),
    ...messages.flatMap(({ content }, at) => marked(content).map((block) => `${at}.${block}`)),
  ];
}

describe('cache markers', () => {
  test.each<[string, readonly Message[], string[]]>([
    ['the system prompt and the last block', [user(text('a'), text('b'))], ['system', '0.1']],
    ['the last block that is not thinking', [user(text('a')), assistant(text('b'), thinking)], ['system', '1.0']],
    [
      'the last block that is not a redacted one',
      [user(text('a')), assistant(text('b'), { type: 'redacted_thinking', data: 'x' })],
      ['system', '1.0'],
    ],
    ['the last block that is not empty', [user(text('a'), text(''))], ['system', '0.0']],
    ['an earlier message where the last has no such block', [user(text('a')), assistant(thinking)], ['system', '0.0']],
    ['nothing in messages of nothing but thinking', [assistant(thinking)], ['system']],
  ])('stand on %s', (_title, messages, where) => {
    expect(markers(requestFor({ messages }))).toEqual(where);
  });

  test('stand once more where the parent call had its last one', () => {
    const messages = [user(text('a')), assistant(text('b')), user(text('c'), text('d'))];
    expect(markers(requestFor({ messages, parentMark: { message: 0, block: 0 } }))).toEqual(['system', '0.0', '2.1']);
    expect(markers(requestFor({ messages, parentMark: { message: 2, block: 1 } }))).toEqual(['system', '2.1']);
  });

  test('do not stand on a system prompt that is not there', () => {
    const request = requestFor({ opening: { ...OPENING, system: '' } });
    expect(markers(request)).toEqual(['0.0']);
    expect(request).not.toHaveProperty('system');
  });

  test('change nothing in the conversation itself, which later calls send again', () => {
    const messages = [user(text('a'))];
    requestFor({ messages });
    expect(messages).toEqual([user(text('a'))]);
  });

  test('are never more than four in a long conversation with thinking and tools, and each request reads what the last one wrote', async () => {
    const { sim, reply, toolResult } = await callRig((request) =>
      request.number < 6
        ? use('look_up', { id: '7' }, { id: `toolu_${request.number}`, thinking: 'Hm.' })
        : say('Done.'),
    );
    await reply(1, { delta: [part('Hello '.repeat(600))] });
    for (let turn = 2; turn <= 6; turn++) {
      await reply(
        turn,
        nextCall(
          turn,
          await toolResult(turn - 1, `toolu_${turn - 1}`, { content: 'found '.repeat(200) }),
          part('Go on.'),
        ),
      );
    }
    const { attempts } = sim.bill();
    expect(sim.requests.map(({ body }) => markers(body).length)).toEqual([2, 3, 3, 3, 3, 3]);
    const paidBefore = attempts.map(({ cacheRead, cacheWrite5m }) => cacheRead + cacheWrite5m);
    expect(attempts.slice(1).map(({ cacheRead }) => cacheRead)).toEqual(paidBefore.slice(0, -1));
  });
});

describe('the request', () => {
  test('has the offered tools in their order, as they were offered', () => {
    const tool = {
      name: 'b',
      description: 'B',
      inputSchema: { type: 'object' },
      effect: 'once',
      timeoutMs: 5,
    } as const;
    const { tools } = requestFor({}, { tools: [tool, { ...tool, name: 'a' }] });
    expect(tools).toEqual([
      { name: 'b', description: 'B', input_schema: { type: 'object' } },
      { name: 'a', description: 'B', input_schema: { type: 'object' } },
    ]);
  });

  test('without tools, schema or effort says nothing about them', () => {
    expect(requestFor({})).toEqual({
      ...{ model: 'claude-opus-5-5', max_tokens: 1_000, system: [{ ...text('Be brief.'), cache_control: MARKER }] },
      messages: [user({ ...text('Hello'), cache_control: MARKER })],
    });
  });

  test.each<[object, object]>([
    [{ effort: 'low' }, { effort: 'low' }],
    [{ outputSchema: { type: 'object' } }, { format: { type: 'json_schema', schema: { type: 'object' } } }],
    [
      { effort: 'max', outputSchema: { type: 'object' } },
      { effort: 'max', format: { type: 'json_schema', schema: { type: 'object' } } },
    ],
  ])('with %j configures the output', (opening, config) => {
    expect(requestFor({ opening: { ...OPENING, ...opening } }).output_config).toEqual(config);
  });

  test('asks for what the conversation says, and sends no sampling options', () => {
    expect(Object.keys(requestFor({}))).toEqual(['model', 'max_tokens', 'system', 'messages']);
  });
});

test('lastCacheable finds nothing in an empty conversation', () => {
  expect(lastCacheable([])).toBeUndefined();
});
