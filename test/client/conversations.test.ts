import { conversationsOf } from '../../src/client/conversations';
import type { Message } from '../../src/common/wire';
import { formatActivityId } from '../../src/common/activity-id';
import { History, callId, callInput, decode, read, replyOf, toolId, toolResult } from './recorded-history';

function said(messages: readonly Message[] | undefined): readonly string[] {
  return (messages ?? []).map(
    ({ role, content }) => `${role}: ${content.map((block) => block['text'] ?? block.type).join(' ')}`,
  );
}

const conversations = (history: History) => conversationsOf(read(history.events), decode);

test('the conversation is the chain of the last call, its reply included', async () => {
  const history = new History();
  const first = history.ask(1, null, 'One', {});
  history.ask(2, first, 'Two', { content: [{ type: 'text', text: 'Bye.' }] });
  const [conversation] = await conversations(history);
  expect(conversation).toMatchObject({ agent: 'resolver', number: 1 });
  expect(said(conversation?.messages)).toEqual(['user: One', 'assistant: Hello.', 'user: Two', 'assistant: Bye.']);
});

test('tool results stand where the call that was sent them says', async () => {
  const history = new History();
  const use = { type: 'tool_use', id: 'toolu_1', name: 'lookup', input: {} };
  const first = history.ask(1, null, 'One', { content: [use], stopReason: 'tool_use' });
  history.complete(history.schedule(toolId(1, 0, 'toolu_1'), 'lookup'), toolResult('found'));
  const part = { kind: 'result', toolUseId: 'toolu_1', activityId: toolId(1, 0, 'toolu_1') } as const;
  const second = history.schedule(callId(2), 'callClaude', { ...callInput(first, ''), delta: [part] });
  history.complete(second, replyOf({}));
  const [conversation] = await conversations(history);
  expect(conversation?.messages[2]?.content).toEqual([
    { type: 'tool_result', tool_use_id: 'toolu_1', content: 'found' },
  ]);
});

test('a reply that a later call left out does not show', async () => {
  const history = new History();
  const first = history.ask(1, null, 'One', {});
  history.ask(2, first, 'Two', { content: [{ type: 'text', text: 'cut o' }], stopReason: 'max_tokens' });
  history.ask(2, first, 'Two', { content: [{ type: 'text', text: 'whole' }] }, 1);
  expect(said((await conversations(history))[0]?.messages)).toEqual([
    ...['user: One', 'assistant: Hello.', 'user: Two', 'assistant: whole'],
  ]);
});

test('a malformed last reply does not show', async () => {
  const history = new History();
  history.ask(1, null, 'One', { malformed: 'duplicate tool use ids' });
  expect(said((await conversations(history))[0]?.messages)).toEqual(['user: One']);
});

test('a call without a reply yet shows what Claude was sent', async () => {
  const history = new History();
  history.ask(1, null, 'One');
  expect(said((await conversations(history))[0]?.messages)).toEqual(['user: One']);
});

test('every agent of a run has its conversation, in the order of their beginning', async () => {
  const history = new History();
  history.ask(1, null, 'One', {});
  const id = formatActivityId({ kind: 'call', agent: 'classifier', agentNumber: 2, turn: 1, scheduling: 0 });
  history.complete(history.schedule(id, 'callClaude', callInput(null, 'Which?')), replyOf({}));
  expect((await conversations(history)).map(({ agent, number }) => `${agent}.${number}`)).toEqual([
    'resolver.1',
    'classifier.2',
  ]);
});

test('a run that goes on from another has the earlier messages, before its first call and after', async () => {
  const history = new History();
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'Long ago' }] }];
  const state = { v: 1, opening: callInput(null, '').opening, offer: { tools: [] }, lastTokens: 9 };
  history.start(
    {},
    state,
    { v: 1, messages },
    { v: 1, messages: [{ role: 'assistant', content: [{ type: 'text', text: 'Yes?' }] }] },
  );
  expect(said((await conversations(history))[0]?.messages)).toEqual(['user: Long ago', 'assistant: Yes?']);

  const at = history.schedule(callId(13), 'callClaude', { ...callInput('carried', 'Now'), segment: 'carried' });
  history.complete(at, replyOf({}));
  expect(said((await conversations(history))[0]?.messages)).toEqual([
    ...['user: Long ago', 'assistant: Yes?', 'user: Now', 'assistant: Hello.'],
  ]);
});

test('a history without its beginning is refused, never shown with a gap', async () => {
  const history = new History();
  history.ask(2, callId(1), 'Two', {});
  await expect(conversations(history)).rejects.toThrow(/resolver\.1\/t1\/claude\.0.*without a gap/);
});

test('a run that never asked Claude has no conversation', async () => {
  const history = new History();
  history.start({});
  expect(await conversations(history)).toEqual([]);
});
