import { printable, printableJson, printableLine } from '../../src/cli/printable';

const ATTACK = '\u001b[2J\u009b31m\u202eevil\u0007\r\u0000';

test('escape sequences, controls and direction marks are spelt out', () => {
  expect(printable(ATTACK)).toBe('\\u001b[2J\\u009b31m\\u202eevil\\u0007\\u000d\\u0000');
});

test('line ends and tabs of a text stay', () => {
  expect(printable('a\r\nb\tc\n')).toBe('a\nb\tc\n');
});

test('a line stays one line and is cut', () => {
  expect(printableLine(' a\n\n b ')).toBe('a b');
  expect(printableLine('abcdef', 4)).toBe('abc…');
});

test('JSON means the same after it was made harmless', () => {
  const value = { [ATTACK]: [ATTACK, 'ü'] };
  const json = printableJson(value);
  expect(JSON.parse(json)).toEqual(value);
  // eslint-disable-next-line no-control-regex -- controls are the point
  expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});
