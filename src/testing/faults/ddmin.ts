/** Delta debugging, after Zeller: from a list that fails to a short one that still does. Pure but for the question it asks. */

/** How it asks. */
export interface DdminOptions {
  /** Then it gives the shortest list that failed. */
  readonly maxTests?: number;
  /** Questions that may be open at the same time. Default 1. */
  readonly atOnce?: number;
}

/** Takes away what is not needed to fail: halves first, then smaller and smaller parts, until no single one can go. */
export async function ddmin<T>(
  items: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
  { maxTests = Infinity, atOnce = 1 }: DdminOptions = {},
): Promise<readonly T[]> {
  let current = items;
  let parts = 2;
  let tests = 0;
  const ask = async (some: readonly T[]): Promise<boolean> => tests++ < maxTests && (await fails(some));
  while (current.length > 1 && tests < maxTests) {
    const chunks = split(current, parts);
    const others = parts > 2 ? withoutEach(current, chunks) : []; // of two, each is what the other leaves
    const smaller = (await firstThat(chunks, ask, atOnce)) ?? (await firstThat(others, ask, atOnce));
    if (smaller) {
      parts = Math.max(2, Math.min(parts - 1, smaller.length));
      current = smaller;
    } else if (parts >= current.length) break;
    else parts = Math.min(current.length, parts * 2);
  }
  return current;
}

function split<T>(items: readonly T[], parts: number): readonly (readonly T[])[] {
  const size = Math.ceil(items.length / parts);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function withoutEach<T>(items: readonly T[], chunks: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return chunks.map((chunk) => items.filter((item) => !chunk.includes(item)));
}

async function firstThat<T>(
  lists: readonly (readonly T[])[],
  ask: (some: readonly T[]) => Promise<boolean>,
  atOnce: number,
): Promise<readonly T[] | undefined> {
  for (let from = 0; from < lists.length; from += atOnce) {
    const asked = lists.slice(from, from + atOnce);
    const answers = await Promise.all(asked.map(ask));
    const found = asked.find((_, index) => answers[index]);
    if (found) return found;
  }
  return undefined;
}
