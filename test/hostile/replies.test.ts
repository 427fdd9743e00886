/** Whatever stands in a reply: it is dropped with a reason, or what is kept can be written, read and sent back. */
import type Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { callsOf, contentOf, malformation } from '../../src/activities/claude-reply';
import { registerTools } from '../../src/activities/tool-registry';
import { formatActivityId, parseActivityId, TOOL_USE_ID } from '../../src/common/activity-id';
import { transcriptAt } from '../../src/common/transcript';
import type { Block } from '../../src/common/wire';
import { callId, RecordedCalls, text as part } from '../common/recorded-calls';
import { lookUp } from '../activities/call-rig';
import { CASES, expectUnpolluted, json, jsonObject, nested, text } from './hostile-values';

const registry = registerTools({ lookUp });
const offered = new Set(['look_up']);

const id = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') }, { weight: 1, arbitrary: text() });
const block: fc.Arbitrary<object> = fc.oneof(
  fc.record({ type: fc.constant('text'), text: text() }),
  fc.record({
    type: fc.constant('tool_use'),
    id,
    name: fc.oneof(fc.constant('look_up'), text()),
    input: fc.oneof(jsonObject(), json()),
  }),
  fc.record({ type: fc.constant('thinking'), thinking: text(), signature: text() }),
  jsonObject().map((more) => ({ ...more, type: 'block_of_2031' })),
);
const reply = fc.record({
  content: fc.array(block, { maxLength: 6 }),
  stopReason: fc.constantFrom('tool_use', 'end_turn', 'max_tokens', 'refusal', 'pause_turn', 'reason_of_2031'),
});

function streamed({ content, stopReason }: { content: readonly object[]; stopReason: string }, raw?: string) {
  const rawJson = new Map(
    content.map((one, at) => [at, raw ?? JSON.stringify((one as { input?: unknown }).input ?? {})]),
  );
  return { message: { content, stop_reason: stopReason } as unknown as Anthropic.Message, requestId: 'req', rawJson }; // what is read of it
}

test('a reply of any blocks is dropped with a reason, or its calls have ids of their own that fit into an activity id', () => {
  fc.assert(
    fc.property(reply, (one) => {
      const streamedReply = streamed(one);
      const malformed = malformation(streamedReply);
      if (malformed !== undefined) return expect(malformed).toMatch(/\S/);
      const calls = callsOf(streamedReply, registry, offered);
      const ids = calls.map((call) => call.id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const each of ids) expect(each).toMatch(TOOL_USE_ID);
      expect(JSON.stringify(contentOf(streamedReply))).toBe(JSON.stringify(one.content));
      expectUnpolluted();
    }),
    CASES,
  );
});

test('ten thousand levels and two hundred calls are no exception', () => {
  const use = (at: number) => ({ type: 'tool_use', id: `t${at}`, name: 'look_up', input: { id: String(at) } });
  expect(malformation(streamed({ content: [use(1)], stopReason: 'tool_use' }, nested(10_000)))).toMatch(/10000 levels/);
  const many = streamed({ content: Array.from({ length: 200 }, (_, at) => use(at)), stopReason: 'tool_use' });
  expect(malformation(many)).toBeUndefined();
  expect(callsOf(many, registry, offered).filter((call) => 'hash' in call)).toHaveLength(200);
});

test('a transcript of any replies and results has no empty message and takes turns', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(block, { maxLength: 4 }), text()), { minLength: 1, maxLength: 4 }),
      async (turns) => {
        const calls = new RecordedCalls();
        for (const [at, [content, said]] of turns.entries())
          calls.call(at + 1, at === 0 ? null : at, [part(said || 'x')], content as Block[]);
        const messages = await transcriptAt(calls.recording(), callId(turns.length));
        expect(messages[0]?.role).toBe('user');
        for (const [at, message] of messages.entries()) {
          expect(message.content.length).toBeGreaterThan(0);
          expect(message.role).not.toBe(messages[at + 1]?.role);
        }
        expectUnpolluted();
      },
    ),
    { numRuns: 500 },
  );
});

test('any text is no activity id of ours, or it is written again as it was', () => {
  const near = fc.tuple(text(), fc.nat(), fc.constantFrom('claude', 'carry', '0.toolu_1', '__proto__'), text());
  fc.assert(
    fc.property(
      fc.oneof(
        text(),
        near.map(([a, b, c, d]) => `${a || 'a'}.${b}/t${b}/${c}.${d || '0'}`),
      ),
      (some) => {
        const parsed = parseActivityId(some);
        if (parsed) expect(parseActivityId(formatActivityId(parsed))).toEqual(parsed);
      },
    ),
    CASES,
  );
});
