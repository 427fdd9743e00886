import { defaultPayloadConverter } from '@temporalio/common';
import { compression, dataConverterOf, redaction } from '../../src/codecs';
import { formsOf, LITERAL, PLANTED } from './planted-secrets';

process.env[LITERAL.name] = LITERAL.value;
const redactor = redaction({ environment: [LITERAL.name] });

describe.each(PLANTED)('$kind in `$text`', ({ kind, text, secret }) => {
  test.each(formsOf(text))('is taken out of %s', (form) => {
    const redacted = redactor.redactText(`before ${form} after`);
    expect(redacted).not.toContain(secret);
    expect(redacted).not.toContain(form);
    expect(redacted).toMatch(/^before .*\[redacted:[a-z0-9-]+\].* after$/s);
    expect(redactor.redactText(redacted)).toBe(redacted);
  });

  test('is told by its kind, and what stands around it stays', () => {
    expect(redactor.redactText(text)).toBe(text.replace(secret, `[redacted:${kind}]`));
  });

  test('is taken out of JSON at any depth, of names of members, and of JSON inside a text', () => {
    const value = { a: [{ b: text }], [text]: 1, c: JSON.stringify({ d: text }), number: 7 };
    const redacted = redactor.redact(value);
    const told = JSON.stringify(redacted);
    expect(told).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(told).not.toContain(JSON.stringify(JSON.stringify(secret)).slice(2, -2));
    expect(redacted).toMatchObject({ number: 7 });
    expect(JSON.parse(redacted.c)).toHaveProperty('d');
  });
});

test('what holds no secret is left alone, byte for byte', () => {
  const texts = [
    'Order 1042 was sent on 2026-11-22 by sk-express; the task-force-one-two-three-four met.',
    'https://example.com/a/b%20c?page=2&token=none, ask the password office.',
    '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    Buffer.from('a picture or so, certainly nothing secret').toString('base64'),
    'toolu_01A09q90qw90lq917835lq9 [redacted:jwt] Bearer of good news',
  ];
  for (const text of texts) expect(redactor.redactText(text)).toBe(text);
  const value = { texts, password: null, schema: { properties: { password: { type: 'string' } } } };
  expect(redactor.redact(value)).toBe(value);
});

test('a member whose name says that it is a secret is taken out whatever it looks like', () => {
  const value = {
    password: 'abcdefg',
    dbPassword: 'abcdefg',
    db_password: 'abcdefg',
    apiKey: 'abcdefg',
    author: 'abcdefg',
  };
  expect(redactor.redact(value)).toEqual({
    ...{ password: '[redacted:password]', db_password: '[redacted:password]', apiKey: '[redacted:password]' },
    ...{ author: 'abcdefg', dbPassword: '[redacted:password]' },
  });
});

test('patterns of one’s own are kinds of their own, and those that can’t work are refused', () => {
  const own = redaction({ patterns: { 'order-token': /\bot_[a-z]{4}\b/ }, secrets: ['a.b+c(d'] });
  expect(own.redactText('ot_abcd, ot_abcd, a.b+c(d, aXb+c(d')).toBe(
    '[redacted:order-token], [redacted:order-token], [redacted:secret], aXb+c(d',
  );
  expect(() => redaction({ secrets: ['12345'] })).toThrow(/has 5 characters/);
  expect(() => redaction({ patterns: { any: /x*/ } })).toThrow(/matches nothing at all or its own mark/);
  expect(() => redaction({ patterns: { mark: /redacted/ } })).toThrow(/its own mark/);
  expect(() => redaction({ patterns: { 'No Name': /x/ } })).toThrow(/The name of a kind/);
});

test('the codec redacts JSON and text, leaves bytes, and decodes nothing away', async () => {
  const [{ text }] = PLANTED as [(typeof PLANTED)[0]];
  const written = [{ text }, 'nothing', undefined, new Uint8Array([255, 0, 1])].map((value) =>
    defaultPayloadConverter.toPayload(value),
  );
  const encoded = await redactor.encode(written);
  expect(encoded.slice(1)).toEqual(written.slice(1));
  const [read] = await redactor.decode(encoded);
  expect(defaultPayloadConverter.fromPayload(read!)).toEqual({ text: 'the key is [redacted:anthropic-key] for now' });
});

test('behind another codec it would find nothing, so that is refused', () => {
  expect(() => dataConverterOf({ codecs: [compression(), redaction()] })).toThrow(/before all other codecs/);
  expect(dataConverterOf({ codecs: [redaction(), compression()] }).payloadCodecs).toHaveLength(2);
});

test('a text of a megabyte costs a moment, whatever it is made of', () => {
  for (const part of [
    'A',
    'eyJ',
    '-----BEGIN PRIVATE KEY-----',
    '%41',
    'a://',
    'password=',
    'bearer  ',
    'sk-',
    '="\\"',
    'AKIA',
  ]) {
    const startedAt = performance.now();
    redactor.redactText(part.repeat(1_000_000 / part.length));
    expect({ part, isSlow: performance.now() - startedAt > 20_000 }).toEqual({ part, isSlow: false });
  }
}, 300_000);
