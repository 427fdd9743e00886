/** The events on the wire: their order, their fragments, their pace. */
import { say, use } from '../../../src/testing/simulator/scripted-reply';
import { BASE, closeAll, rig } from './rig';

interface Event {
  readonly type: string;
  readonly index?: number;
  readonly delta?: { readonly type: string; readonly partial_json?: string; readonly text?: string };
}

function events(wire: string): Event[] {
  return wire
    .trimEnd()
    .split('\n\n')
    .map((frame) => {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
      const event = JSON.parse(data!) as Event;
      expect(event.type).toBe(name);
      return event;
    });
}

const names = (all: readonly Event[]): string[] => all.map(({ type, delta }) => delta?.type ?? type);

describe('streamEvents', () => {
  afterEach(closeAll);

  test('come in the order of the API', async () => {
    const { post } = await rig([use('look_up', {}, { thinking: 'Hm.', text: 'Yes.' })]);
    const thinking = { type: 'adaptive', display: 'summarized' };
    const { text: wire, headers } = await post({ ...BASE, thinking, stream: true });
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(names(events(wire))).toEqual([
      ...['message_start', 'ping'],
      ...['content_block_start', 'thinking_delta', 'signature_delta', 'content_block_stop'],
      ...['content_block_start', 'text_delta', 'content_block_stop'],
      ...['content_block_start', 'input_json_delta', 'input_json_delta', 'content_block_stop'],
      ...['message_delta', 'message_stop'],
    ]);
  });

  test('start early and end with cumulative usage', async () => {
    const { post } = await rig([say('Yes.', { thinking: 'x'.repeat(40), outputTokens: 50 })]);
    const all = events((await post({ ...BASE, stream: true })).text);
    expect(all[0]).toMatchObject({
      message: {
        content: [],
        stop_reason: null,
        stop_details: null,
        container: null,
        diagnostics: null,
        usage: { input_tokens: 9, output_tokens: 1 },
      },
    });
    expect(all.at(-2)).toMatchObject({
      delta: { stop_reason: 'end_turn', stop_sequence: null, stop_details: null, container: null },
      usage: { input_tokens: 9, output_tokens: 50, output_tokens_details: { thinking_tokens: 10 } },
    });
  });

  test('cut text and JSON into small pieces without splitting a character', async () => {
    const words = '👋🏽é漢'.repeat(60);
    const { post } = await rig([use('look_up', { words }, { text: words })]);
    const deltas = events((await post({ ...BASE, stream: true })).text).flatMap(({ delta }) => delta ?? []);
    const texts = deltas.flatMap(({ text }) => text ?? []);
    const parts = deltas.flatMap((delta) => delta.partial_json ?? []);
    expect(texts.join('')).toBe(words);
    expect(parts[0]).toBe('');
    expect(JSON.parse(parts.join(''))).toEqual({ words });
    expect([texts.length, parts.length].every((count) => count > 5)).toBe(true);
    for (const part of [...texts, ...parts]) expect(Buffer.from(part).toString()).toBe(part);
  });

  test('stay few for a large text', async () => {
    const { post } = await rig([say('x'.repeat(400_000))]);
    const all = events((await post({ ...BASE, max_tokens: 128_000, stream: true })).text);
    expect(all.length).toBeLessThanOrEqual(206);
  });

  test('come at the pace of the model, with pings while it is slow', async () => {
    const { post } = await rig(() => say('word '.repeat(40)), { tokensPerSecond: 500, pingEveryMs: 10, latencyMs: 20 });
    const from = performance.now();
    const { text: wire } = await post({ ...BASE, stream: true });
    expect(performance.now() - from).toBeGreaterThan(80); // 20 ms and 50 tokens at 2 ms, less the last piece
    expect(names(events(wire)).filter((name) => name === 'ping').length).toBeGreaterThan(2);
  });

  test('are replaced by one JSON message on request, and broken raw input becomes an empty one', async () => {
    const { post } = await rig([{ toolUses: [{ name: 'look_up', input: {}, id: 't1', rawInput: '{"a": 1, // no' }] }]);
    const message = JSON.parse((await post(BASE)).text) as object;
    expect(message).toMatchObject({
      role: 'assistant',
      content: [{ id: 't1', input: {} }],
      usage: { service_tier: 'standard' },
    });
  });
});
