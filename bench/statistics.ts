/** Medians and their spread: on a machine that does other things too, a mean tells of the other things. */

/** A median with the smallest and the largest sample. */
export interface Measured {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

/** The median of some samples, and how far they lie apart. */
export function measured(samples: readonly number[]): Measured {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? NaN;
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, low: at(0), high: at(sorted.length - 1), samples: sorted.length };
}

/** Like `measured`, with the quartiles instead of the extremes: for many samples, of which a few always stick out. */
export function middleHalf(samples: readonly number[]): Measured {
  const sorted = [...samples].sort((a, b) => a - b);
  const quarter = Math.floor(sorted.length / 4);
  const inner = measured(sorted.slice(quarter, sorted.length - quarter));
  return { ...inner, samples: sorted.length };
}
