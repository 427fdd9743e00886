/** The law of reading: a conversation out of a chain of calls, exactly, or an error where a piece is missing. */
import { FAILURE } from '../../src/common/failure-type';
import { conversationOf, lastCacheable, tokensOf, transcriptAt } from '../../src/common/transcript';
import { CARRIED } from '../../src/common/carry';
import type { Block, CallInput, Message, Part } from '../../src/common/wire';
import { callInput, RecordedCalls, callId, said, text, toolId } from './recorded-calls';

const read: Block = { type: 'tool_use', id: 'toolu_1', name: 'read', input: { size: 1 } };
const note: Block = { type: 'tool_use', id: 'toolu_2', name: 'note', input: {} };
const result = (turn: number, position: number, toolUseId: string): Part => ({
  kind: 'result',
  toolUseId,
  activityId: toolId(turn, position, toolUseId),
});
const returned = (toolUseId: string, content: string, more: object = {}): Block => ({
  type: 'tool_result',
  tool_use_id: toolUseId,
  content,
  ...more,
});
const messagesOf = async (run: RecordedCalls, input: CallInput): Promise<readonly Message[]> =>
  (await conversationOf(run.recording(), input)).messages;

describe('a conversation', () => {
  test('starts with what the first call says, under the opening that it makes', async () => {
    expect(await conversationOf(new RecordedCalls().recording(), callInput(null, [text('Hello')]))).toEqual({
      opening: callInput(null, []).opening,
      messages: [said('user', 'Hello')],
    });
  });

  test('is the chain of calls, each with what was new and what Claude replied', async () => {
    const run = new RecordedCalls();
    run.call(1, null, [text('Hello'), text('{"quoted":"data"}')], [{ type: 'text', text: 'Let me see.' }, read, note]);
    run.tool(1, 0, 'toolu_1', { v: 1, content: 'found' });
    run.tool(1, 1, 'toolu_2', { v: 1, content: 'no', isError: true });
    run.call(2, 1, [result(1, 0, 'toolu_1'), result(1, 1, 'toolu_2')], [{ type: 'text', text: 'Done.' }]);
    const conversation = await conversationOf(run.recording(), callInput(2, [text('Thanks.')]));
    expect(conversation.messages).toEqual([
      said('user', 'Hello', '{"quoted":"data"}'),
      { role: 'assistant', content: [{ type: 'text', text: 'Let me see.' }, read, note] },
      { role: 'user', content: [returned('toolu_1', 'found'), returned('toolu_2', 'no', { is_error: true })] },
      said('assistant', 'Done.'),
      said('user', 'Thanks.'),
    ]);
    expect(conversation).toMatchObject({
      parentMark: { message: 2, block: 1 },
      knownTokens: 18,
      offer: { tools: [] },
      opening: { model: 'claude-haiku-5-5' },
    });
  });

  test('keeps blocks that nobody knows, and their order of keys, as Claude sent them', async () => {
    const strange = { zebra: 1, type: 'new_kind', alpha: { z: 1, a: 2 } };
    const run = new RecordedCalls();
    run.call(1, null, [text('Hello')], [strange]);
    const messages = await messagesOf(run, callInput(1, [text('And?')]));
    expect(JSON.stringify(messages[1]?.content[0])).toBe(JSON.stringify(strange));
  });

  test('does not hold turns that were dropped: what no chain names is not there', async () => {
    const run = new RecordedCalls();
    run.call(1, null, [text('Hello')], [{ type: 'text', text: 'Cut o' }]);
    run.call(1, null, [text('Hello')], [{ type: 'text', text: 'Whole.' }], 1);
    run.call(2, callId(1, 1), [text('lost')], []);
    const input = { ...callInput(callId(1, 1), [text('And?')]), segment: callId(1) };
    expect(await messagesOf(run, input)).toEqual([
      said('user', 'Hello'),
      said('assistant', 'Whole.'),
      said('user', 'And?'),
    ]);
  });

  test.each<[string, Block[]]>([
    ['empty', []],
    ['of nothing but line breaks', [{ type: 'text', text: '\n\n' }]],
  ])('leaves a reply out that is %s, and what then meets on one side becomes one message', async (_title, content) => {
    const run = new RecordedCalls();
    run.call(1, null, [text('Hello')], content);
    const conversation = await conversationOf(run.recording(), callInput(1, [text('Answer again.')]));
    expect(conversation.messages).toEqual([said('user', 'Hello', 'Answer again.')]);
    expect(conversation.parentMark).toEqual({ message: 0, block: 0 });
  });

  test('leaves out blank texts beside a tool call, which the API would not take back, and nothing else', async () => {
    const run = new RecordedCalls();
    const thinking = { type: 'thinking', thinking: '', signature: 's' };
    run.call(1, null, [text('Hello')], [thinking, { type: 'text', text: '\n\n' }, { type: 'text', text: ' a' }, read]);
    run.tool(1, 0, 'toolu_1', { v: 1, content: 'found' });
    const messages = await messagesOf(run, callInput(1, [result(1, 0, 'toolu_1')]));
    expect(messages[1]?.content).toEqual([thinking, { type: 'text', text: ' a' }, read]);
  });

  test('leaves out a reply of nothing but thoughts and blank text, as it does an empty one', async () => {
    const run = new RecordedCalls();
    run.call(
      1,
      null,
      [text('Hello')],
      [
        { type: 'thinking', thinking: '', signature: 's' },
        { type: 'text', text: ' ' },
      ],
    );
    const messages = await messagesOf(run, callInput(1, [text('Answer again.')]));
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hello' },
          { type: 'text', text: 'Answer again.' },
        ],
      },
    ]);
  });

  test('puts all results before all text, in the order of the calls, refusals among them', async () => {
    const run = new RecordedCalls();
    run.call(1, null, [text('Hello')], [read, note]);
    run.tool(1, 1, 'toolu_2', { v: 1, content: [{ type: 'text', text: 'noted' }] });
    const refusal: Part = { kind: 'refusal', toolUseId: 'toolu_1', text: 'Not allowed.' };
    const messages = await messagesOf(run, callInput(1, [text('A person says hi.'), refusal, result(1, 1, 'toolu_2')]));
    expect(messages.at(-1)?.content).toEqual([
      returned('toolu_1', 'Not allowed.', { is_error: true }),
      { type: 'tool_result', tool_use_id: 'toolu_2', content: [{ type: 'text', text: 'noted' }] },
      { type: 'text', text: 'A person says hi.' },
    ]);
  });

  test('that pauses goes on in the same reply', async () => {
    const run = new RecordedCalls();
    run.call(1, null, [text('Hello')], [{ type: 'text', text: 'One' }]);
    run.call(2, 1, [], [{ type: 'text', text: 'two' }]);
    expect(await messagesOf(run, callInput(2, [text('Thanks.')]))).toEqual([
      said('user', 'Hello'),
      said('assistant', 'One', 'two'),
      said('user', 'Thanks.'),
    ]);
  });
});

describe('a conversation that was carried over', () => {
  const carried = {
    v: 1,
    opening: { model: 'm', system: 's', tools: [] },
    offer: { tools: [] },
    lastTokens: 40,
    turns: 3,
  };
  const before = [said('user', 'Hello'), said('assistant', 'Hi'), said('user', 'Go on.')];

  test('goes on from the messages in the start of the run, part after part', async () => {
    const run = new RecordedCalls();
    run.start({ prompt: '' }, carried, { v: 1, messages: before.slice(0, 1) }, { v: 1, messages: before.slice(1) });
    const input = { ...callInput(CARRIED, []), segment: CARRIED };
    expect(await conversationOf(run.recording(), input)).toEqual({
      ...{ opening: carried.opening, offer: carried.offer, knownTokens: 40, parentMark: { message: 0, block: 0 } },
      messages: before,
    });
  });

  test('continues through calls of this run, still under the carried segment', async () => {
    const run = new RecordedCalls();
    run.start({ prompt: '' }, carried, { v: 1, messages: before });
    run.call(4, CARRIED, [], [{ type: 'text', text: 'More.' }], 0, CARRIED);
    const conversation = await conversationOf(run.recording(), { ...callInput(4, [text('And?')]), segment: CARRIED });
    expect(conversation.messages).toEqual([...before, said('assistant', 'More.'), said('user', 'And?')]);
    expect(conversation).toMatchObject({ knownTokens: 18, opening: carried.opening });
  });
});

describe('a segment that opens in the middle', () => {
  const thought = { type: 'thinking', thinking: 'Hm.', signature: 's' };
  const reopened = (parent: number | string): CallInput => ({
    ...callInput(parent, [text('Go on.')]),
    ...{ segment: null, opening: { model: 'claude-opus-5-5', system: 'Be kind.', tools: [] } },
  });

  test('goes on without the thoughts of the one before, under its own opening, and measures anew', async () => {
    const run = new RecordedCalls();
    run.call(1, null, [text('Hello')], [thought, { type: 'text', text: 'Hi' }]);
    run.call(2, 1, [text('And?')], [thought]);
    const conversation = await conversationOf(run.recording(), reopened(2));
    expect(conversation).toEqual({
      opening: reopened(2).opening,
      messages: [said('user', 'Hello'), said('assistant', 'Hi'), said('user', 'And?', 'Go on.')],
      parentMark: { message: 2, block: 0 },
    });
  });

  test('keeps its own thoughts, and the transcript keeps all', async () => {
    const run = new RecordedCalls();
    run.call(1, null, [text('Hello')], [thought, { type: 'text', text: 'Hi' }]);
    const usage = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 2, cacheWriteTokens: 1 };
    const answer = [thought, { type: 'text', text: 'Yes.' }];
    run.write(2, reopened(1), { v: 1, content: answer, usage, offer: { tools: [] } });
    run.call(3, 2, [text('So?')], [{ type: 'text', text: 'So.' }], 0, callId(2));
    const third = { ...callInput(2, [text('So?')]), segment: callId(2) };
    expect((await conversationOf(run.recording(), third)).messages).toEqual([
      ...[said('user', 'Hello'), said('assistant', 'Hi'), said('user', 'Go on.')],
      ...[{ role: 'assistant', content: answer }, said('user', 'So?')],
    ]);
    expect((await transcriptAt(run.recording(), callId(3)))[1]?.content).toEqual([
      thought,
      { type: 'text', text: 'Hi' },
    ]);
  });

  test('leaves out the thoughts that were carried over', async () => {
    const run = new RecordedCalls();
    const carried = { v: 1, opening: { model: 'm' }, offer: { tools: [] }, lastTokens: 40 };
    const messages = [said('user', 'Hello'), { role: 'assistant', content: [thought, { type: 'text', text: 'Hi' }] }];
    run.start({ prompt: '' }, carried, { v: 1, messages });
    const conversation = await conversationOf(run.recording(), reopened(CARRIED));
    expect(conversation.messages).toEqual([said('user', 'Hello'), said('assistant', 'Hi'), said('user', 'Go on.')]);
    expect(conversation.knownTokens).toBeUndefined();
  });
});

test('transcriptAt ends with the reply, or with the request while there is none', async () => {
  const run = new RecordedCalls();
  run.call(1, null, [text('Hello')], [{ type: 'text', text: 'Hi' }]);
  run.call(2, 1, [text('And?')]);
  expect(await transcriptAt(run.recording(), callId(1))).toEqual([said('user', 'Hello'), said('assistant', 'Hi')]);
  expect(await transcriptAt(run.recording(), callId(2))).toEqual([
    said('user', 'Hello'),
    said('assistant', 'Hi'),
    said('user', 'And?'),
  ]);
  await expect(transcriptAt(run.recording(), callId(3))).rejects.toMatchObject({ type: FAILURE.transcriptGap });
});

test('tokensOf counts the whole prompt, cached or not, and the reply', () => {
  const usage = {
    inputTokens: 1,
    outputTokens: 20,
    cacheReadTokens: 300,
    cacheWriteTokens: 4_000,
    cacheWrite5mTokens: 4_000,
    cacheWrite1hTokens: 0,
  };
  expect(tokensOf({ usage })).toBe(4_321);
});

test('lastCacheable passes over thinking and empty text', () => {
  expect(
    lastCacheable([
      said('user', 'a', ''),
      { role: 'assistant', content: [{ type: 'thinking' }, { type: 'redacted_thinking' }] },
    ]),
  ).toEqual({ message: 0, block: 0 });
});
