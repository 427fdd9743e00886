import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { encryption, UnreadablePayloadError, type Key } from '../../src/codecs';

const [old, next] = [randomBytes(32), randomBytes(32)];
const SECRET = payloadOf({ note: 'a canary sings' });

function payloadOf(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value);
}
const valueOf = (payload: Payload | undefined): unknown => defaultPayloadConverter.fromPayload(payload!);
const bytesIn = ({ metadata, data }: Payload): string =>
  Buffer.concat([...Object.values(metadata ?? {}), data ?? Buffer.alloc(0)]).toString('latin1');
const codec = encryption({ keys: { a: old }, current: 'a' });
const sealed = async (payload = SECRET): Promise<Payload> => (await codec.encode([payload]))[0]!;

test('what was encrypted reads as before, and shows nothing of itself', async () => {
  const payload = await sealed();
  expect(bytesIn(payload)).not.toMatch(/canary|json/);
  expect(valueOf((await codec.decode([payload]))[0])).toEqual({ note: 'a canary sings' });
  const nothing = await sealed(payloadOf(undefined));
  expect(valueOf((await codec.decode([nothing]))[0])).toBeUndefined();
});

test('the same payload never looks the same', async () => {
  const [one, two] = await codec.encode([SECRET, SECRET]);
  expect(one!.data).not.toEqual(two!.data);
  expect(Buffer.from(one!.data!).subarray(0, 12)).not.toEqual(Buffer.from(two!.data!).subarray(0, 12));
});

test('after a rotation the new key writes and the old one still reads', async () => {
  const both = encryption({ keys: { a: old.toString('base64'), b: next }, current: 'b' });
  const rewritten = await both.encode([SECRET]);
  for (const payload of [await sealed(), ...rewritten]) {
    expect(valueOf((await both.decode([payload]))[0])).toEqual({ note: 'a canary sings' });
  }
  await expect(codec.decode(rewritten)).rejects.toThrow(
    /needs the encryption key `b`, and it is not there: known are `a`/,
  );
});

describe('is refused', () => {
  const changed = (part: string, change: (payload: Payload) => Payload, expected: RegExp): void =>
    test(part, async () => {
      const reading = codec.decode([change(await sealed())]);
      await expect(reading).rejects.toThrow(expected);
      await expect(reading).rejects.toBeInstanceOf(UnreadablePayloadError);
      await expect(reading).rejects.not.toThrow(/canary/);
    });
  const flipped =
    (at: number) =>
    (payload: Payload): Payload => {
      const data = Buffer.from(payload.data!);
      data[at] = data[at]! ^ 1;
      return { ...payload, data };
    };
  const named =
    (entries: Record<string, string>) =>
    (payload: Payload): Payload => ({
      ...payload,
      metadata: {
        ...payload.metadata,
        ...Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, Buffer.from(value)])),
      },
    });
  const broken = /does not open with the key `a`/;
  changed('a changed nonce', flipped(0), broken);
  changed('a changed tag', flipped(12), broken);
  changed('a changed text', flipped(28), broken);
  changed('a text cut short', (payload) => ({ ...payload, data: payload.data!.subarray(0, 20) }), broken);
  changed('no text at all', ({ metadata }) => ({ metadata: metadata! }), broken);
  changed(
    'another format',
    named({ 'encryption-format': 'later/2' }),
    /format `later\/2`, which this version does not know/,
  );
  changed('an unknown key', named({ 'encryption-key-id': 'z' }), /needs the encryption key `z`/);
  changed(
    'a payload in the clear',
    () => SECRET,
    /is not encrypted \(its encoding is `json\/plain`\).*acceptPlaintext/,
  );

  test('the right key under another id: the id is authenticated', async () => {
    const twice = encryption({ keys: { a: old, b: old }, current: 'a' });
    const moved = named({ 'encryption-key-id': 'b' })(await sealed());
    await expect(twice.decode([moved])).rejects.toThrow(/does not open with the key `b`/);
  });

  test('another key under the same id', async () => {
    const other = encryption({ keys: { a: next }, current: 'a' });
    await expect(other.decode([await sealed()])).rejects.toThrow(broken);
  });
});

test('payloads in the clear pass where they are explicitly accepted, and are encrypted when written', async () => {
  const lenient = encryption({ keys: { a: old }, current: 'a', acceptPlaintext: true });
  expect(await lenient.decode([SECRET])).toEqual([SECRET]);
  expect(bytesIn((await lenient.encode([SECRET]))[0]!)).not.toContain('canary');
});

describe('a provider of keys', () => {
  const providing = (answers: readonly (Key | undefined | Error)[]) => {
    const asked: string[] = [];
    const keyProvider = async (id: string): Promise<Key | undefined> => {
      const answer = answers[asked.push(id) - 1];
      if (answer instanceof Error) throw answer;
      return answer;
    };
    return { asked, codec: encryption({ keyProvider, current: 'a' }) };
  };

  test('is asked once for each key', async () => {
    const { asked, codec: provided } = providing([old]);
    const payloads = await provided.encode([SECRET, SECRET]);
    expect(valueOf((await provided.decode(payloads))[1])).toEqual({ note: 'a canary sings' });
    expect(asked).toEqual(['a']);
  });

  test('that fails, or has no such key, is asked again', async () => {
    const { asked, codec: provided } = providing([new Error('the vault is shut'), undefined, old]);
    await expect(provided.encode([SECRET])).rejects.toThrow('the vault is shut');
    await expect(provided.encode([SECRET])).rejects.toThrow(
      /key `a`, and it is not there: the keyProvider does not have it/,
    );
    expect(await provided.encode([SECRET])).toHaveLength(1);
    expect(asked).toEqual(['a', 'a', 'a']);
  });

  test('is not asked for ids that can be none', async () => {
    const { asked, codec: provided } = providing([]);
    const payload = await sealed();
    const strange = {
      ...payload,
      metadata: { ...payload.metadata, 'encryption-key-id': Buffer.from('../../etc passwd') },
    };
    await expect(provided.decode([strange])).rejects.toThrow(/an id that can be none/);
    expect(asked).toEqual([]);
  });
});

test.each([
  ['a key of another size', { keys: { a: randomBytes(16) }, current: 'a' }, /key `a` must be 32 bytes/],
  [
    'a key that is no base64',
    { keys: { a: `${'A'.repeat(42)}!=` }, current: 'a' },
    /key `a` must be 32 bytes, or their base64/,
  ],
  ['a current key that is not there', { keys: { a: old }, current: 'b' }, /no key `b` among `keys`/],
  ['an id with blanks', { keys: { 'a b': old }, current: 'a b' }, /`a b` can't be the id of a key/],
])('%s is refused at once', (_case, options, expected) => {
  expect(() => encryption(options)).toThrow(expected);
});
