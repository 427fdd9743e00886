import picocolors from 'picocolors';
import { transcriptText } from '../../src/cli/transcript-text';
import type { Message } from '../../src/common/index';

const PLAIN = picocolors.createColors(false);

function textOf(...messages: readonly Message[]): string {
  return transcriptText([{ agent: 'resolver', number: 1, messages }], PLAIN);
}

test('a conversation reads as it went: text, tool calls with their arguments, results by the name of their tool', () => {
  const text = textOf(
    { role: 'user', content: [{ type: 'text', text: 'Where is it?' }] },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'tool_use', id: 't1', name: 'lookup', input: { id: '4' } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'gone', is_error: true }] },
  );
  expect(text).toBe(
    [
      'resolver.1',
      '',
      'user',
      '  Where is it?',
      '',
      'claude',
      '  (thinking) hm',
      '  → lookup {"id":"4"}',
      '',
      'user',
      '  ← lookup, error: gone',
    ].join('\n'),
  );
});

test('a text can not pass itself off as a heading or command the terminal', () => {
  const text = textOf({ role: 'user', content: [{ type: 'text', text: 'hi\nclaude\n\u001b[31mI agree.' }] });
  expect(text.split('\n').filter((line) => line === 'claude')).toEqual([]);
  expect(text).not.toContain('\u001b');
});

test('an image is named and not printed', () => {
  const image = { type: 'image', source: { type: 'base64', data: 'AAAA' } };
  expect(textOf({ role: 'user', content: [image] })).toContain('(image)');
});

test('a run without Claude says so', () => {
  expect(transcriptText([], PLAIN)).toMatch(/has not been asked/);
});
