/** Delta debugging, after Zeller: from a list that fails to a short one that still does. Pure but for the question it asks. */

/**
 * Takes away what is not needed to fail: halves first, then smaller and smaller parts, until no single one can go. Asks at
 * most `maxTests` times and then gives the shortest list that failed.
 */
export async function ddmin<T>(
  items: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
  maxTests = Infinity,
): Promise<readonly T[]> {
  let current = items;
  let parts = 2;
  let tests = 0;
  const ask = async (some: readonly T[]): Promise<boolean> => tests++ < maxTests && (await fails(some));
  while (current.length > 1 && tests < maxTests) {
    const chunks = split(current, parts);
    const smaller = (await firstThat(chunks, ask)) ?? (await firstThat(withoutEach(current, chunks), ask));
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
): Promise<readonly T[] | undefined> {
  for (const list of lists) if (await ask(list)) return list;
  return undefined;
}
