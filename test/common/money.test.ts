/** Money as whole nano-dollars: nothing is rounded twice and nothing that is no money passes. */
import { formatUsd, inUsd, nanoUsd, usd } from '../../src/common/money';

test.each([
  [0, 0],
  [0.5, 500_000_000],
  [0.1 + 0.2, 300_000_000],
  [0.000_000_001, 1],
  [1_000_000, 1e15],
])('usd(%d) is %d nano-dollars', (dollars, nano) => {
  expect(usd(dollars)).toBe(nano);
});

test.each([-0.01, NaN, Infinity, -Infinity])('usd(%d) is refused, with the cure', (dollars) => {
  expect(() => usd(dollars)).toThrow(
    new TypeError(`An amount of money must be zero or more dollars, not \`${dollars}\`. Write for instance usd(0.5).`),
  );
});

test.each([0.5, NaN, Infinity, 2 ** 53])('%d is no exact count of nano-dollars', (count) => {
  expect(() => nanoUsd(count)).toThrow(TypeError);
});

test('an amount that would not be exact is refused rather than rounded', () => {
  expect(() => usd(10_000_000)).toThrow(TypeError);
});

test('a debt is still an exact count', () => {
  expect(nanoUsd(-5)).toBe(-5);
});

test.each([
  [0, 'USD 0.0000'],
  [12_345_678, 'USD 0.0123'],
  [1_500_000_000, 'USD 1.5000'],
  [10_000_000, 'USD 0.0100'],
  [9_999_999, 'USD 0.010000'],
  [49_999, 'USD 0.000050'],
  [-9, 'USD -0.0000'],
])('%d nano-dollars read %s', (nano, text) => {
  expect(formatUsd(nanoUsd(nano))).toBe(text);
  expect(formatUsd(nanoUsd(nano))).not.toContain('$');
});

test('dollars and nano-dollars are one amount', () => {
  expect(inUsd(usd(0.1234))).toBe(0.1234);
});
