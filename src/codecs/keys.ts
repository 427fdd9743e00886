/** The keys of the encryption by their ids, checked when they come in; from a table, or from a provider that is asked once a key. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { UnreadablePayloadError } from './unreadable-payload';

/** 32 random bytes, or their base64: `openssl rand -base64 32` makes one. */
export type Key = string | Uint8Array;

/** Gets a key from where keys are kept; undefined where there is none of that id. Each key is asked for once and kept in memory. */
export type KeyProvider = (id: string) => Promise<Key | undefined>;

/** AES-256. */
const KEY_BYTES = 32;

/** Ids stand in every payload, in the clear. */
const MAX_KEY_ID_CHARACTERS = 100;

const KEY_ID = /^[\w.:/@-]+$/;

/** Gives the key of an id. Throws an `UnreadablePayloadError` that names the id where there is none. */
export type FindKey = (id: string) => Promise<KeyObject>;

/** Keys out of a table. Throws a `TypeError` at once for an id or a key that can't be one. */
export function keysFrom(table: Readonly<Record<string, Key>>): FindKey {
  const keys = new Map(
    Object.entries(table).map(([id, key]) => {
      requireKeyId(id);
      return [id, importKey(id, key)] as const;
    }),
  );
  return async (id) =>
    keys.get(id) ?? refuseKey(id, `known are ${[...keys.keys()].map((known) => `\`${known}\``).join(', ')}`);
}

/** Keys from a provider. One that fails is asked again the next time. */
export function keysBy(provider: KeyProvider): FindKey {
  const keys = new Map<string, Promise<KeyObject>>();
  const ask = async (id: string): Promise<KeyObject> => {
    if (!isKeyId(id)) return refuseKey('?', 'the payload names an id that can be none');
    const key = await provider(id);
    return key === undefined ? refuseKey(id, 'the keyProvider does not have it') : importKey(id, key);
  };
  return (id) => {
    const known = keys.get(id);
    if (known) return known;
    const asked = ask(id);
    keys.set(id, asked);
    asked.catch(() => keys.delete(id));
    return asked;
  };
}

/** Throws a `TypeError` for an id that can't be one. */
export function requireKeyId(id: string): void {
  if (isKeyId(id)) return;
  throw new TypeError(
    `\`${id}\` can't be the id of a key: use 1 to ${MAX_KEY_ID_CHARACTERS} letters, digits and \`_ . : / @ -\`.`,
  );
}

function isKeyId(id: string): boolean {
  return id.length <= MAX_KEY_ID_CHARACTERS && KEY_ID.test(id);
}

function importKey(id: string, key: Key): KeyObject {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.from(key);
  const isWhole = typeof key !== 'string' || bytes.toString('base64') === key.trim(); // Buffer skips what is no base64
  if (bytes.length === KEY_BYTES && isWhole) return createSecretKey(bytes);
  throw new TypeError(
    `The key \`${id}\` must be ${KEY_BYTES} bytes, or their base64. Make one with \`openssl rand -base64 ${KEY_BYTES}\`.`,
  );
}

function refuseKey(id: string, why: string): never {
  throw new UnreadablePayloadError(
    `A payload needs the encryption key \`${id}\`, and it is not there: ${why}. Add it to the keys; old keys must stay as long as histories written with them.`,
  );
}
