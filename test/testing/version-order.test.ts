import { isAtLeast } from '../../src/testing/version-order';

test.each([
  ['1.31.0', '1.31.0', true],
  ['1.31.2', '1.31.0', true],
  ['1.30.9', '1.31.0', false],
  ['1.100.0', '1.31.0', true], // text order would say no
  ['1.27', '1.26.4', true],
  ['1.26', '1.26.4', false],
  ['2.0.0', '1.99.99', true],
])('version %s is at least %s: %s', (actual, least, expected) => {
  expect(isAtLeast(actual, least)).toBe(expected);
});
