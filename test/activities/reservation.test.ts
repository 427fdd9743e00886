/** The bound of a call's prompt, against what the simulator counts for conversations of many kinds. */
import { hasUnmeasuredPdf, promptTokensAtMost } from '../../src/activities/reservation';
import type { Conversation } from '../../src/common/transcript';
import type { Block, Message } from '../../src/common/wire';
import { say } from '../../src/testing/simulator/scripted-reply';
import { callRig, closeRigs, firstCall, lookUp, nextCall, text } from './call-rig';
import { offerOf } from './reserved';

const OFFER = { tools: [offerOf(lookUp)] };
const opening = firstCall().opening!;

afterEach(closeRigs);

const says = (role: Message['role'], ...texts: readonly string[]): Message => ({
  role,
  content: texts.map((words): Block => ({ type: 'text', text: words })),
});
const atMost = (conversation: Omit<Conversation, 'opening'>): number =>
  promptTokensAtMost({ opening, ...conversation }, OFFER);

describe('the reservation is never below what the API counts', () => {
  test.each([
    ['one letter', 'x'],
    ['words', 'The quick brown fox. '.repeat(500)],
    ['characters of four bytes', '😀'.repeat(3_000)],
    ['what JSON escapes', '"\\\n\u0001'.repeat(2_000)],
    ['lone surrogates', '\ud83d'.repeat(1_000)],
  ])('for a first message and an answer of %s', async (_title, words) => {
    const { sim, reply } = await callRig([say(words.slice(0, 900)), say('Done.')]);
    await reply(1, { delta: [text(words)] });
    const first = { messages: [says('user', words)] };
    expect(atMost(first)).toBeGreaterThanOrEqual(tokensOfRequest(sim.bill().attempts[0]!));
    const second = await reply(2, nextCall(2, text(words), text(words)));
    const known = sim.bill().attempts[0]!;
    const messages = [...first.messages, says('assistant', words.slice(0, 900)), says('user', words, words)];
    const bound = atMost({ messages, knownTokens: tokensOfRequest(known) + known.outputTokens });
    expect(bound).toBeGreaterThanOrEqual(
      second.usage.inputTokens + second.usage.cacheReadTokens + second.usage.cacheWriteTokens,
    );
  });
});

describe('the reservation', () => {
  test('of a first call counts every byte of the prompt as a token', () => {
    const messages = [says('user', 'Grüße')];
    expect(atMost({ messages })).toBe(Buffer.byteLength(JSON.stringify([opening, OFFER, messages])) + 2_000);
  });

  test('of a later call counts only what is new by its bytes, and 64 a block', () => {
    const messages = [says('user', 'x'.repeat(100_000)), says('assistant', 'y'), says('user', 'a', 'b')];
    const bytes = Buffer.byteLength(JSON.stringify(messages[2]!.content));
    expect(atMost({ messages, knownTokens: 25_000 })).toBe(25_000 + bytes + 2 * 64 + 256);
  });

  test('of a paused turn that goes on has nothing new to count', () => {
    const messages = [says('user', 'Hello'), says('assistant', 'One moment.')];
    expect(atMost({ messages, knownTokens: 1_000 })).toBe(1_000 + '[]'.length + 256);
  });

  test('after an empty reply counts the repeated question again rather than too little', () => {
    const messages = [says('user', 'Hello', 'Answer again.')];
    expect(atMost({ messages, knownTokens: 1_000 })).toBeGreaterThan(1_000 + 'Answer again.'.length);
  });
});

function tokensOfRequest({
  inputTokens,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
}: {
  inputTokens: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
}): number {
  return inputTokens + cacheRead + cacheWrite5m + cacheWrite1h;
}

test('an image counts for more than its bytes, wherever it stands', () => {
  const image: Block = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } };
  const inResult: Block = { type: 'tool_result', tool_use_id: 'toolu_1', content: [image, image] };
  const plain = atMost({ messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }], knownTokens: 10 });
  expect(atMost({ messages: [{ role: 'user', content: [image] }], knownTokens: 10 })).toBeGreaterThan(plain + 4_784);
  expect(atMost({ messages: [{ role: 'user', content: [inResult] }] })).toBeGreaterThan(2 * 4_784);
});

describe('a reservation with files', () => {
  test('counts pictures apart from their bytes, in results too, and texts in a store by theirs', () => {
    const picture: Block = {
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data: 'x'.repeat(90_000) },
    };
    const result: Block = { type: 'tool_result', tool_use_id: 't', content: [picture] };
    const file: Block = {
      type: 'document',
      source: { type: 'artifact', sha256: 'a'.repeat(64), media_type: 'text/plain', bytes: 70_000 },
    };
    const bound = atMost({ messages: [{ role: 'user', content: [picture, result, file] }] });
    expect(bound).toBeGreaterThan(2 * 5_000 + 70_000);
    expect(bound).toBeLessThan(2 * 5_000 + 70_000 + 4_000);
  });

  test.each([
    ['a new PDF', 'application/pdf', 1_000, true],
    ['a text file', 'text/plain', 1_000, false],
    ['a PDF that the parent call measured', 'application/pdf', -1_000, false],
  ])('must be asked of the API for %s: %s', (_title, media_type, known, isAsked) => {
    const source = { type: 'artifact', sha256: 'a'.repeat(64), media_type, bytes: 1 };
    const file: Message = { role: 'user', content: [{ type: 'document', source }] };
    const messages = known > 0 ? [file] : [file, says('assistant', 'Seen.'), says('user', 'And?')];
    const conversation = { opening, messages, ...(known < 0 && { knownTokens: -known }) };
    expect(hasUnmeasuredPdf(conversation)).toBe(isAsked);
  });
});
