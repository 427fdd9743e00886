/** One spelling for equal JSON, and its hash, which approvals and keys in old histories depend on. */
import { createHash } from 'node:crypto';
import { canonicalJson, hashOf, utf8Length } from '../../src/common/canonical-json';
import type { Json } from '../../src/common/json';

describe('canonicalJson', () => {
  test.each<[Json | undefined, string]>([
    [{ b: 1, a: [{ d: null, c: true }] }, '{"a":[{"c":true,"d":null}],"b":1}'],
    [{ b: undefined, a: 1 }, '{"a":1}'],
    [undefined, 'null'],
    [null, 'null'],
    [[], '[]'],
    [{}, '{}'],
    ['a"\n', '"a\\"\\n"'],
    [-0, '0'],
    [1e21, '1e+21'],
    [{ '10': 1, '9': 2, a: 3 }, '{"10":1,"9":2,"a":3}'],
    [{ ü: 1, z: 2, '': 3 }, '{"":3,"z":2,"ü":1}'],
    ['\ud83d', '"\\ud83d"'],
  ])('writes %j as %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('keeps the order of lists, and keys that objects have of their own only', () => {
    expect(canonicalJson([2, 1])).toBe('[2,1]');
    expect(canonicalJson(JSON.parse('{"__proto__":{"a":1},"constructor":2}') as Json)).toBe(
      '{"__proto__":{"a":1},"constructor":2}',
    );
  });

  test('reads back as the same value', () => {
    const value = { a: [1, 'x', { c: null }], b: { '😀': -1.5 } };
    expect(JSON.parse(canonicalJson(value))).toEqual(value);
  });
});

describe('hashOf', () => {
  test('is the SHA-256 of the canonical JSON, as it was in the first version', () => {
    expect(hashOf({ b: [1], a: 'ü' })).toBe(createHash('sha256').update('{"a":"ü","b":[1]}').digest('hex'));
    expect(hashOf({ orderId: '1042', amountCents: 4_500 })).toBe(
      'af79e1a5b098d9507fdd33602b29468aed1800ddb167bd9ac56c8788e1dbaa22',
    );
  });

  test('is equal for what JSON calls equal, and differs for what it does not', () => {
    expect(hashOf({ a: 1, b: undefined })).toBe(hashOf({ a: 1 }));
    expect(hashOf(JSON.parse('{"b":2,"a":1}') as Json)).toBe(hashOf({ a: 1, b: 2 }));
    const different: Json[] = [
      null,
      0,
      false,
      '',
      'null',
      [],
      {},
      [null],
      { a: null },
      '0',
      '\ud83d',
      '\ufffd',
      '\\ud83d',
      [1, 2],
      [2, 1],
    ];
    expect(new Set(different.map(hashOf)).size).toBe(different.length);
  });
});

test.each([
  ['', 0],
  ['a', 1],
  ['ü', 2],
  ['€', 3],
  ['😀', 4],
])('utf8Length counts the bytes of %j: %i', (text, bytes) => {
  expect(utf8Length(text)).toBe(bytes);
});
