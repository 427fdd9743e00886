import { measured, middleHalf } from '../../bench/statistics';

test('a median is the middle sample, or between the two middle ones, whatever the order', () => {
  expect(measured([9, 1, 5])).toEqual({ median: 5, low: 1, high: 9, samples: 3 });
  expect(measured([4, 1, 3, 100]).median).toBe(3.5);
});

test('of many samples the middle half is shown, and all are counted', () => {
  expect(middleHalf([1, 2, 3, 4, 5, 6, 7, 1_000])).toEqual({ median: 4.5, low: 3, high: 6, samples: 8 });
});
