/** The price table against the published figures, written here as literals, and the bills made with it. */
import { costOf, priceOf, PRICES, PRICES_AS_OF, worstCost, type Price } from '../../src/common/prices';
import type { Usage } from '../../src/common/wire';
import { LONG_PROMPT_TOKENS, MODELS } from '../../src/testing/simulator/models';

const NO_TOKENS: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
};
const used = (usage: Partial<Usage>): Usage => ({ ...NO_TOKENS, ...usage });
const of = (model: string): Price => priceOf(model)!;
const MILLION = 1_000_000;
const USD = 1_000_000_000;

describe('a million tokens', () => {
  test.each<[string, number, number, number, number, number]>([
    ['claude-opus-5-5', 4, 20, 5, 8, 0.2],
    ['claude-sonnet-5-5', 2, 10, 2.5, 4, 0.1],
    ['claude-haiku-4-5', 1, 5, 1.25, 2, 0.1],
    ['claude-fable-5-2', 8, 40, 10, 16, 0.8],
  ])('of %s cost the published dollars', (model, input, output, write5m, write1h, read) => {
    const cost = (usage: Partial<Usage>): number => costOf(used(usage), of(model)) / USD;
    expect([
      cost({ inputTokens: MILLION }),
      cost({ outputTokens: MILLION }),
      cost({ cacheWriteTokens: MILLION, cacheWrite5mTokens: MILLION }),
      cost({ cacheWriteTokens: MILLION, cacheWrite1hTokens: MILLION }),
      cost({ cacheReadTokens: MILLION }),
    ]).toEqual([input, output, write5m, write1h, read]);
  });

  test('of Haiku 5.5 cost five times as much, all of them, once the prompt is above 100,000', () => {
    const price = of('claude-haiku-5-5');
    const atLimit = {
      inputTokens: 40_000,
      cacheReadTokens: 30_000,
      cacheWriteTokens: 30_000,
      cacheWrite5mTokens: 30_000,
      outputTokens: 1_000,
    };
    expect(costOf(used(atLimit), price)).toBe(40_000 * 100 + 30_000 * 10 + 30_000 * 125 + 1_000 * 500);
    expect(costOf(used({ ...atLimit, cacheReadTokens: 30_001 }), price)).toBe(
      40_000 * 500 + 30_001 * 50 + 30_000 * 625 + 1_000 * 2_500,
    );
    expect(costOf(used({ outputTokens: 200_000 }), price)).toBe(200_000 * 500);
  });
});

test('the table agrees with the simulator, which has its own copy, on every model that both know', () => {
  const known = MODELS.filter(({ id }) => priceOf(id));
  expect(known.length).toBeGreaterThan(10);
  for (const { id, prices, longPrompt } of known) {
    const { input, output, cacheWrite5m, cacheWrite1h, cacheRead, long, longFrom } = of(id);
    expect({ id, input, output, write5m: cacheWrite5m, write1h: cacheWrite1h, read: cacheRead }).toEqual({
      id,
      ...prices,
    });
    expect(long?.output).toBe(longPrompt?.output);
    if (longPrompt) expect(longFrom).toBe(LONG_PROMPT_TOKENS);
  }
});

test('every price is a whole number of nano-dollars, and the table is dated', () => {
  const rates = Object.values(PRICES).flatMap((price) => [price, ...(price.long ? [price.long] : [])]);
  const all = rates.flatMap(({ input, output, cacheWrite5m, cacheWrite1h, cacheRead }) => [
    input,
    output,
    cacheWrite5m,
    cacheWrite1h,
    cacheRead,
  ]);
  expect(all.length).toBeGreaterThan(60);
  expect(all.filter((rate) => !Number.isInteger(rate) || rate <= 0)).toEqual([]);
  expect(PRICES_AS_OF).toMatch(/^20\d\d-\d\d$/);
});

describe('a bill', () => {
  test('prices cache writes that the split does not explain at the dearest TTL used', () => {
    const price = of('claude-opus-5-5');
    expect(costOf(used({ cacheWriteTokens: 100, cacheWrite5mTokens: 40 }), price)).toBe(100 * 5_000);
    expect(costOf(used({ cacheWriteTokens: 100, cacheWrite5mTokens: 40, cacheWrite1hTokens: 10 }), price)).toBe(
      40 * 5_000 + 60 * 8_000,
    );
    expect(costOf(used({ cacheWriteTokens: 100 }), price)).toBe(100 * 5_000);
  });

  test('is a tenth higher outside of the global geography, rounded up', () => {
    const price = of('claude-opus-5-5');
    expect(costOf(used({ inputTokens: 10, geo: 'us' }), price)).toBe(44_000);
    expect(costOf(used({ inputTokens: 10, geo: 'global' }), price)).toBe(40_000);
    expect(costOf(used({ inputTokens: 1, geo: 'us' }), { ...price, input: 1 })).toBe(2);
  });

  test('is never above the worst case that was reserved, wherever it runs and whatever the cache did', () => {
    for (const model of Object.keys(PRICES)) {
      for (const prompt of [1, 99_999, 100_000, 100_001, 900_000]) {
        const worst = worstCost(prompt, 500, of(model));
        const half = Math.floor(prompt / 2);
        const cases = [
          { inputTokens: prompt },
          { cacheReadTokens: prompt },
          { cacheWriteTokens: prompt, cacheWrite5mTokens: prompt },
          { inputTokens: half, cacheWriteTokens: prompt - half },
        ];
        for (const usage of cases)
          expect(costOf(used({ ...usage, outputTokens: 500, geo: 'eu' }), of(model))).toBeLessThanOrEqual(worst);
      }
    }
  });

  test('reserves by cache writes, all output, and the surcharge', () => {
    expect(worstCost(1_000, 100, of('claude-opus-5-5'))).toBe(((1_000 * 5_000 + 100 * 20_000) * 110) / 100);
  });
});

describe('the price of a model', () => {
  test.each<[string, string | undefined]>([
    ['claude-opus-5-5', 'claude-opus-5-5'],
    ['claude-opus-5-5-20261101', 'claude-opus-5-5'],
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
    ['claude-opus-5', 'claude-opus-5'],
    ['claude-opus-5-20260101', 'claude-opus-5'],
    ['claude-opus-5-7', undefined],
    ['claude-opus-5-5-fast', undefined],
    ['claude-opus', undefined],
    ['', undefined],
    ['toString', undefined],
  ])('%s is that of %s', (model, family) => {
    expect(priceOf(model)).toBe(family === undefined ? undefined : PRICES[family]);
  });

  test("may come from a table of one's own", () => {
    expect(priceOf('mine', { mine: PRICES['claude-opus-5-5']! })?.input).toBe(4_000);
    expect(priceOf('claude-opus-5-5', {})).toBeUndefined();
  });
});
