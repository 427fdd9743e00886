/** A tool's result as history holds it: never above the cap, cut at whole characters, with words that tell how to get the rest. */
import { content } from '../../src/activities';
import { capText, MAX_OUTPUT_BYTES, toolError, toolResult } from '../../src/activities/tool-output';
import type { Block } from '../../src/common/wire';

const storedBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const text = (words: string): Block => ({ type: 'text', text: words });
const image = (bytes: number): Block => ({
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(bytes) },
});
const blocksOf = (list: readonly Block[]): readonly Block[] => toolResult(content(list)).content as readonly Block[];
const MARKER =
  /\n\[cut: (\d+) of (\d+) characters shown\. Ask for less at once: a filter, a page, a smaller range\.\]$/;

describe('a text', () => {
  test('at the cap stays whole, and one byte more is cut', () => {
    const whole = 'x'.repeat(MAX_OUTPUT_BYTES - 2); // with its quotes it is as long as the cap
    expect(capText(whole)).toBe(whole);
    expect(capText(`${whole}x`)).toMatch(MARKER);
  });

  test.each([
    ['ASCII', 'x'],
    ['characters of two bytes', 'ü'],
    ['characters of four bytes', '😀'],
    ['an odd start and characters of four bytes', '-😀'],
    ['control characters, which JSON writes with six', '\u0001'],
    ['quotes and backslashes', '"\\'],
    ['lone surrogates', '\ude00'],
  ])('of %s is cut within the cap, near it, and says by how much', (_title, unit) => {
    const long = unit.length === 3 ? `-${'😀'.repeat(100_000)}` : unit.repeat(150_000);
    const cut = capText(long);
    expect(storedBytes(cut)).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
    expect(storedBytes(cut)).toBeGreaterThan(MAX_OUTPUT_BYTES - 300);
    const [marker, shown, all] = MARKER.exec(cut) ?? [''];
    expect(Number(shown)).toBe(cut.length - marker.length);
    expect(Number(all)).toBe(long.length);
    expect(long.startsWith(cut.slice(0, cut.length - marker.length))).toBe(true);
  });

  test('is never cut inside a character', () => {
    for (let pad = 0; pad < 8; pad++)
      expect(capText('x'.repeat(pad) + '😀'.repeat(1_000), 600 + pad)).not.toMatch(
        /\\ud|[\ud800-\udbff](?![\udc00-\udfff])/,
      );
  });

  test('that is empty says so, for the API takes no empty one', () => {
    expect(toolResult('').content).toBe('(empty)');
    expect(toolError('')).toEqual({ v: 1, content: 'The tool failed without saying why.', isError: true });
  });

  test('of an error is capped likewise', () => {
    expect(storedBytes(toolError('x'.repeat(100_000)).content)).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
  });

  test.each<[unknown, string]>([
    [undefined, 'done'],
    [null, 'null'],
    [false, 'false'],
    [{ a: [1, 'ü'] }, '{"a":[1,"ü"]}'],
  ])('stands for %j', (returned, words) => {
    expect(toolResult(returned)).toEqual({ v: 1, content: words });
  });
});

describe('content blocks', () => {
  test('that fit stay as they are, in their order', () => {
    const list = [text('a'), image(1_000), text('b')];
    expect(blocksOf(list)).toEqual(list);
  });

  test('of text that do not fit are cut; of other kinds are replaced by words', () => {
    const [first, second, third] = blocksOf([text('x'.repeat(60_000)), text('y'.repeat(60_000)), image(60_000)]);
    expect(first).toEqual(text('x'.repeat(60_000)));
    expect(second?.['text']).toMatch(/^y+\n\[cut: \d+ of 60000 characters shown/);
    expect(third?.['text']).toMatch(/left out/);
  });

  test('leave room for those behind one that is too large', () => {
    expect(blocksOf([image(100_000), text('The picture of the order.')])).toEqual([
      text(`[a block of type image and ${storedBytes(image(100_000))} bytes was left out: it is over the cap]`),
      text('The picture of the order.'),
    ]);
  });

  test.each([
    ['small texts', text('x'.repeat(200)), 2_000],
    ['large texts', text('x'.repeat(10_000)), 2_000],
    ['images', image(50_000), 2_000],
    ['tiny blocks', text('x'), 20_000],
  ])('in any number stay within the cap all together: %s', (_title, block, count) => {
    const blocks = blocksOf(Array<Block>(count).fill(block));
    expect(storedBytes(blocks)).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
    expect(blocks.at(-1)?.['text']).toMatch(
      /^\[\d+ more blocks were left out: they are over the cap\. Ask for less at once\.\]$/,
    );
  });

  test('that are none, or an empty text, say so, for the API takes no empty ones', () => {
    expect(blocksOf([])).toEqual([text('(empty)')]);
    expect(blocksOf([text(''), text('a')])).toEqual([text('(empty)'), text('a')]);
  });
});
