/** What code finds out about a reply: whether it can stand, which calls may run, and its usage under our names. */
import type Anthropic from '@anthropic-ai/sdk';
import { callsOf, contentOf, malformation, stopDetailsOf, usageOf } from '../../src/activities/claude-reply';
import type { StreamedReply } from '../../src/activities/claude-stream';
import { registerTools } from '../../src/activities/tool-registry';
import { callRig, closeRigs, lookUp } from './call-rig';

const registry = registerTools({ lookUp });
const OFFERED = new Set(['look_up']);

afterEach(closeRigs);

const toolUse = (id: string, input: unknown = { id: '7' }, name = 'look_up'): object => ({
  type: 'tool_use',
  id,
  name,
  input,
});

/** A reply with these blocks; each tool call's JSON text is its input's. */
function replyWith(content: readonly object[], stopReason = 'tool_use', rawInput?: string): StreamedReply {
  const raw = content.flatMap((block, index) =>
    'input' in block ? [[index, rawInput ?? JSON.stringify(block.input)] as const] : [],
  );
  const message = { content, stop_reason: stopReason, stop_details: null } as unknown as Anthropic.Message; // what is read of it
  return { message, requestId: 'req_1', rawJson: new Map(raw) };
}

const nested = (levels: number): string => `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;

describe('malformation', () => {
  test.each<[string, StreamedReply, string]>([
    ['duplicate tool use ids', replyWith([toolUse('a'), toolUse('a')]), 'two tool calls have the same id'],
    [
      'an empty tool use id',
      replyWith([toolUse('')]),
      'a tool use id is empty, too long or not of letters, digits, `_` and `-`',
    ],
    [
      'a tool use id of other characters',
      replyWith([toolUse('a.b/c')]),
      'a tool use id is empty, too long or not of letters, digits, `_` and `-`',
    ],
    [
      'a tool use id of 129 characters',
      replyWith([toolUse('a'.repeat(129))]),
      'a tool use id is empty, too long or not of letters, digits, `_` and `-`',
    ],
    [
      'a stop for a call that is not there',
      replyWith([{ type: 'text', text: 'Hi' }]),
      'it stopped for a tool call and has none',
    ],
    [
      'arguments that are no object',
      replyWith([toolUse('a', ['7'])]),
      'the arguments of a tool call are not an object',
    ],
    ['an end with an open call', replyWith([toolUse('a')], 'end_turn'), 'it ended its turn with an open tool call'],
    [
      'arguments that no JSON walker survives',
      replyWith([toolUse('a')], 'tool_use', nested(1_002)),
      'the arguments of a tool call nest 1002 levels deep',
    ],
  ])('is told of %s', (_title, reply, reason) => {
    expect(malformation(reply)).toBe(reason);
  });

  test('is told of a reply that is too long for history', () => {
    expect(malformation(replyWith([{ type: 'text', text: 'x'.repeat(1_500_001) }], 'end_turn'))).toMatch(
      /^it is \d+ bytes long, over the 1500000/,
    );
  });

  test.each<[string, StreamedReply]>([
    ['a plain answer', replyWith([{ type: 'text', text: 'Hi' }], 'end_turn')],
    ['an empty answer', replyWith([], 'end_turn')],
    ['two calls with ids of their own', replyWith([toolUse('a'), toolUse('b'.repeat(128))])],
    ['a call that was cut off, which is dropped anyway', replyWith([toolUse('a')], 'max_tokens', '{"id": "7')],
    ['a refusal after a part of a call', replyWith([toolUse('a')], 'refusal', '{')],
  ])('lets %s stand', (_title, reply) => {
    expect(malformation(reply)).toBeUndefined();
  });

  test('empties a reply in its result, so that nothing of it gets into the conversation', async () => {
    const toolUses = [
      { name: 'look_up', input: { id: '1' }, id: 'same' },
      { name: 'look_up', input: { id: '2' }, id: 'same' },
    ];
    const { reply, sim } = await callRig([{ toolUses }]);
    const result = await reply(1);
    expect(result).toMatchObject({
      content: [],
      calls: [],
      malformed: 'two tool calls have the same id',
      stopReason: 'tool_use',
    });
    expect(result.costNanoUsd).toBe(sim.bill().costNanoUsd);
    expect(result.offer?.tools).toHaveLength(1);
  });
});

describe('callsOf', () => {
  test('validates the calls in their order', () => {
    const reply = replyWith([toolUse('a'), { type: 'text', text: 'and' }, toolUse('b', { id: 7 })]);
    expect(callsOf(reply, registry, OFFERED)).toEqual([
      { id: 'a', hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string, args: { id: '7', page: 1 } },
      { id: 'b', problem: expect.stringContaining('- id: ') as string },
    ]);
  });

  test('knows only tools that were offered, whatever else the worker has', () => {
    expect(callsOf(replyWith([toolUse('a')]), registry, new Set())).toEqual([
      { id: 'a', problem: 'There is no tool `look_up`.' },
    ]);
  });

  test('says which of them may run only by a recorded yes', () => {
    const reply = replyWith([toolUse('a'), toolUse('b', { id: 7 })]);
    expect(callsOf(reply, registry, OFFERED, { asks: ['look_up'] }).map((call) => 'asks' in call)).toEqual([
      true,
      false,
    ]);
  });

  test.each(['max_tokens', 'refusal', 'model_context_window_exceeded', 'pause_turn'])(
    'has no call that may run after `%s`',
    (stopReason) => {
      expect(callsOf(replyWith([toolUse('a')], stopReason), registry, OFFERED)).toEqual([]);
    },
  );

  test('takes a call without arguments for an empty object', () => {
    expect(callsOf(replyWith([toolUse('a', {})], 'tool_use', ''), registry, OFFERED)).toMatchObject([
      { problem: expect.stringContaining('- id: ') as string },
    ]);
  });
});

test('contentOf leaves out what the SDK adds and keeps what nobody knows', () => {
  const block = { type: 'new_kind', data: [1, null], parsed_output: undefined };
  expect(contentOf(replyWith([block]))).toEqual([{ type: 'new_kind', data: [1, null] }]);
});

test('usageOf counts missing numbers as none, and trusts no split beyond its total', () => {
  const usage = {
    input_tokens: 3,
    output_tokens: 4,
    cache_creation_input_tokens: 5,
    cache_creation: { ephemeral_5m_input_tokens: 9 },
    inference_geo: 'us',
  };
  expect(usageOf({ usage } as unknown as Anthropic.Message)).toEqual({
    ...{
      inputTokens: 3,
      outputTokens: 4,
      cacheReadTokens: 0,
      cacheWriteTokens: 5,
      cacheWrite5mTokens: 5,
      cacheWrite1hTokens: 0,
    },
    geo: 'us',
  });
});

test('stopDetailsOf passes on what the API says, if it says anything', () => {
  expect(stopDetailsOf(replyWith([]).message)).toBeUndefined();
  const details = { type: 'refusal', category: 'cyber', explanation: null };
  expect(stopDetailsOf({ stop_details: details } as unknown as Anthropic.Message)).toEqual(details);
});
