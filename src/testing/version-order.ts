/**
 * Orders dotted version numbers. Stands apart because two finders need it (the Temporal CLI and Go), and because
 * comparing versions as text is wrong from the first two-digit number on.
 */

/** Whether `actual` is `least` or newer. Missing parts count as 0, so `1.27` is at least `1.26.4`. */
export function isAtLeast(actual: string, least: string): boolean {
  const actualParts = numbersOf(actual);
  const leastParts = numbersOf(least);
  for (let index = 0; index < Math.max(actualParts.length, leastParts.length); index += 1) {
    const difference = (actualParts[index] ?? 0) - (leastParts[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbersOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
