/** One line about a step for the Temporal UI, whatever strangers wrote into it. */
import { callSummary, oneLine, questionSummary, toolSummary } from '../../src/workflows/summary';

test('a call of Claude says who, which turn, and how long the conversation is', () => {
  expect(callSummary('3/4 resolver', 2, 3)).toBe('3/4 resolver t2 · Claude · 3 messages');
  expect(callSummary('resolver', 1, 1)).toBe('resolver t1 · Claude · 1 message');
});

test.each<[object, string]>([
  [{ orderId: '1042', amountCents: 4_500, urgent: true }, 'amountCents 4500, orderId 1042, urgent true'],
  [{ list: [1], deep: { a: 1 }, nothing: null, id: 'x' }, 'id x'],
  [{ list: [1] }, 'no arguments'],
  [{}, 'no arguments'],
])('a tool call says the arguments that are short enough to say: %j', (args, told) => {
  expect(toolSummary('resolver', 2, args as Record<string, string>)).toBe(`resolver t2 · ${told}`);
});

describe('one line', () => {
  test.each<[string, string, string]>([
    ['line breaks', 'a\r\nb\u2028c\u2029d\u0085e', 'a b c d e'],
    ['terminal escapes', '\u001b[31mred\u001b[0m', ' [31mred [0m'],
    ['characters that reverse the text', 'pay \u202e001$ ot\u202c me\u2066x\u2069', 'pay  001$ ot  me x '],
    ['characters that nobody sees', 'a\u200bb\ufeffc\u00add\u0000e', 'a b c d e'],
    ['tags that smuggle text', 'a\u{e0041}\u{e0042}b', 'a b'],
    ['lone surrogates', 'a\ud83db', 'a b'],
  ])('has no %s', (_title, hostile, line) => {
    expect(oneLine(hostile)).toBe(line);
  });

  test('has ninety characters at the most, cut at a whole one, and fits into what the server takes', () => {
    expect(oneLine('x'.repeat(90))).toBe('x'.repeat(90));
    expect(oneLine('x'.repeat(91))).toBe(`${'x'.repeat(89)}…`);
    const cut = oneLine('😀'.repeat(500));
    expect(cut).toBe(`${'😀'.repeat(89)}…`);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(400);
  });

  test('keeps what people write', () => {
    expect(oneLine('Grüße aus Kōbe · 日本 👋')).toBe('Grüße aus Kōbe · 日本 👋');
  });

  test('is quickly made of a long argument', () => {
    const before = performance.now();
    expect(toolSummary('resolver', 1, { text: '\u0000a'.repeat(60_000) })).toMatch(/…$/);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

test('a question for a person says first what is asked, then why', () => {
  const args = { orderId: '1042', amountCents: 14_900, lines: [] };
  expect(questionSummary('3/4 resolver t2', 'lead', 'issueRefund', args, 'its rule wants it')).toBe(
    '3/4 resolver t2 · asks lead: issueRefund amountCents 14900, orderId 1042, since its rule wants it',
  );
  expect(questionSummary('3/4 resolver t2', 'lead', 'issueRefund', args, 'x'.repeat(90))).toHaveLength(112);
});
