/** A workflow that uses much of zod, among it what zod makes only when it is first used. */
import { z } from 'zod';

z.config(z.locales.de()); // each run sets it anew, on the one zod

const money = z.object({ cents: z.int().min(1), currency: z.enum(['USD', 'EUR']).default('USD') });
const order = z.object({
  id: z.string().regex(/^o-\d+$/g),
  site: z.httpUrl(),
  color: z.string().regex(z.regexes.hex),
  placed: z.iso.date().transform((date) => new Date(`${date}T00:00:00Z`)),
  total: money.meta({ id: 'Money', title: 'Money' }),
  mail: z.email().nullable().catch(null),
  kind: z.discriminatedUnion('of', [
    z.object({ of: z.literal('gift'), to: z.string() }),
    z.strictObject({ of: z.literal('own') }),
  ]),
  tags: z.set(z.string().trim().toLowerCase()).optional(),
  sizes: z.record(z.string(), z.coerce.number()),
  more: z
    .tuple([z.uuid(), z.url()])
    .rest(z.templateLiteral(['v', z.number()]))
    .readonly(),
});
const node = z.object({
  name: z.string().brand<'Name'>().describe('How it is called.'),
  get next() {
    return node.optional();
  },
});
const pair = z
  .object({ low: z.number(), high: z.number() })
  .refine(({ low, high }) => low < high, { error: 'low must be below high', path: ['low'] });

/** The same inside the sandbox and outside. */
export function zodAtWork(): string {
  const good = {
    ...{
      id: 'o-1',
      site: 'https://example.com',
      color: 'ff00aa',
      placed: '2026-01-02',
      total: { cents: 5 },
      mail: 'no mail',
      kind: { of: 'gift', to: 'Ada' },
    },
    tags: new Set([' A ']),
    sizes: { s: '4' },
    more: ['7b0e1a52-5a0b-4f0a-9d0e-0c8f4a3d2b1c', 'https://example.com/', 'v2'],
  };
  const { tags, ...parsed } = order.parse(good);
  const refused = order.safeParse({ ...good, id: 1, kind: { of: 'own', to: 'x' }, sizes: { s: 'wide' } });
  return JSON.stringify({
    ...{ parsed, tags: [...(tags ?? [])] },
    told: refused.error && [
      z.prettifyError(refused.error),
      z.treeifyError(refused.error),
      z.flattenError(refused.error),
    ],
    pair: z.prettifyError(pair.safeParse({ low: 2, high: 1 }).error ?? new z.ZodError([])),
    deep: node.parse({ name: 'a', next: { name: 'b' } }),
    schemas: [z.toJSONSchema(order, { io: 'input', unrepresentable: 'any' }), z.toJSONSchema(node)],
    ...{ meta: money.meta(), described: node.shape.name.description },
    extended: money.extend({ net: z.boolean() }).partial().omit({ cents: true }).safeParse({ net: 'yes' }).error
      ?.issues,
  });
}

/** Fails unless zod is the worker's, known to `runs` runs by now, and does what it does `outside`. */
export async function usesZod({ outside, runs }: { outside: string; runs: number }): Promise<void> {
  const settings: ReturnType<typeof z.config> & { runs?: number } = z.config();
  settings.runs = (settings.runs ?? 0) + 1;
  if (settings.runs !== runs) throw new Error(`${settings.runs} runs know this zod, not ${runs}.`);
  const inside = zodAtWork();
  if (inside !== outside) throw new Error(`It reads ${inside} instead of ${outside}.`);
}
