/** What a hostile or broken model, tool or stranger may send: arbitraries for property tests, and how often they are tried. */
import fc from 'fast-check';

/** Cases of each property. fast-check prints seed and path of one that fails; `fc.assert(…, { seed, path })` repeats it. */
export const CASES = { numRuns: 2_000 } as const;

/** Names that mean something to JavaScript. */
export const PROTOTYPE_NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'toJSON', 'length'],
];

/** Texts that mean something to terminals, Markdown, HTML, shells or JSON. */
const PIECES = [
  ...[
    '\0',
    '\u001b[2J',
    '\u001b]52;c;aGk=\u0007',
    '\u202e',
    '\u2066',
    '\u200b',
    '\u200d',
    '\ufeff',
    '\u00ad',
    '\u061c',
    '\u2028',
  ],
  ...['\ud800', '\udfff', '\u{e0041}', '\u{1f469}\u200d\u{1f680}', '\r\n', '\n', '\t', '\x7f', '\x9b', '\ufff9'],
  ...[
    '[a](http://evil.test)',
    '![a](x:y)',
    '<img src=x onerror=alert(1)>',
    '&lt;',
    '`',
    '```\n',
    '$$x$$',
    '{workflowId}',
    '|',
    '# ',
  ],
  ...[
    'www.evil.test',
    'https://evil.test/a',
    'a@evil.test',
    '- [ ] ',
    '1. ',
    '\\',
    '"',
    "'",
    '%00',
    '../',
    '@/etc/passwd',
    '--',
    '-',
  ],
];

/** Any text: harmless, unpaired, invisible, or of the pieces above. */
export const text = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })), { maxLength: 8 })
      .map((all) => all.join('')),
    fc.constantFrom(...PROTOTYPE_NAMES),
  );

/** Any JSON, with names and texts as above. */
export const json = (): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        text(),
        fc.double(),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
        fc.maxSafeInteger().map(String),
      ),
      fc.array(tie('value'), { maxLength: 4 }),
      tie('object'),
    ),
    // From its text, as it comes off a wire: `__proto__` is then a member like any other.
    object: fc.array(fc.tuple(text(), tie('value')), { maxLength: 4 }).map(objectFrom),
  })).value;

/** The same, an object at the root. */
export const jsonObject = (): fc.Arbitrary<object> =>
  fc.array(fc.tuple(text(), json()), { maxLength: 4 }).map(objectFrom);

function objectFrom(members: readonly (readonly [string, unknown])[]): object {
  const told = members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`);
  return JSON.parse(`{${told.join(',')}}`) as object;
}

/** JSON text that nests, in objects or arrays. */
export function nested(levels: number): string {
  return `${'{"a":['.repeat(levels / 2)}1${']}'.repeat(levels / 2)}`;
}

/** Fails if something reached what all objects share. */
export function expectUnpolluted(): void {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

/** What must not reach a terminal or a page: controls, marks that hide or turn text around, half characters. */
export const INVISIBLE = /[\p{Cf}\p{Cs}\u2028\u2029]|(?![\n\t])\p{Cc}/u;
