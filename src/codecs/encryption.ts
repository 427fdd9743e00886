/**
 * Encrypts every payload with AES-256-GCM: a fresh nonce for each, the key's id beside it, authenticated. Reads with all
 * keys, writes with the current one, and never hands on what it could not verify.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { metadataFrom, metadataOf, packPayload, unpackPayload } from './envelope';
import { keysBy, keysFrom, requireKeyId, type FindKey, type Key, type KeyProvider } from './keys';
import { UnreadablePayloadError } from './unreadable-payload';

/** The keys, and which of them writes. */
export type EncryptionOptions = {
  /** Id of the key that new payloads are written with. */
  readonly current: string;
  /** Also reads payloads that are not encrypted: for the time in which old histories still hold some. Default false. */
  readonly acceptPlaintext?: boolean;
} & (
  | { readonly keys: Readonly<Record<string, Key>>; readonly keyProvider?: never }
  | { readonly keyProvider: KeyProvider; readonly keys?: never }
);

const CIPHER = 'aes-256-gcm';

/** The size that GCM is made for. */
const NONCE_BYTES = 12;

/** The full tag; shorter ones are easier to forge. */
const TAG_BYTES = 16;

const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const FORMAT = 'encryption-format';

/** Nonce, tag, ciphertext. A new layout gets a new marker. */
const FORMAT_1 = 'dynamic-workflows/aes-256-gcm/1';

/** A codec that encrypts. It belongs last in `dataConverterOf({ codecs })`. Throws a `TypeError` for keys that can't be used. */
export function encryption(options: EncryptionOptions): PayloadCodec {
  const { current, keys, keyProvider, acceptPlaintext = false } = options;
  requireKeyId(current);
  if (keys && !Object.hasOwn(keys, current)) {
    throw new TypeError(`There is no key \`${current}\` among \`keys\`, and \`current\` names it.`);
  }
  const find = keys ? keysFrom(keys) : keysBy(keyProvider);
  return {
    encode: (payloads) => Promise.all(payloads.map((payload) => encrypted(payload, current, find))),
    decode: (payloads) => Promise.all(payloads.map((payload) => decrypted(payload, find, acceptPlaintext))),
  };
}

async function encrypted(payload: Payload, keyId: string, find: FindKey): Promise<Payload> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, await find(keyId), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated(keyId));
  const body = Buffer.concat([cipher.update(packPayload(payload)), cipher.final()]);
  return {
    metadata: metadataFrom({ encoding: ENCODING, [FORMAT]: FORMAT_1, [KEY_ID]: keyId }),
    data: Buffer.concat([nonce, cipher.getAuthTag(), body]),
  };
}

async function decrypted(payload: Payload, find: FindKey, acceptPlaintext: boolean): Promise<Payload> {
  const encoding = metadataOf(payload, 'encoding');
  if (encoding !== ENCODING) {
    if (acceptPlaintext) return payload;
    throw new UnreadablePayloadError(
      `A payload is not encrypted (its encoding is \`${encoding ?? 'none'}\`), and only encrypted ones are accepted. If it was written before encryption was switched on, pass \`acceptPlaintext: true\` to \`encryption\` until such histories are gone.`,
    );
  }
  const format = metadataOf(payload, FORMAT) ?? 'none';
  if (format !== FORMAT_1) {
    throw new UnreadablePayloadError(
      `A payload is encrypted in the format \`${format}\`, which this version does not know. Update it, or give it the codec that wrote the payload.`,
    );
  }
  const keyId = metadataOf(payload, KEY_ID) ?? '';
  return unpackPayload(opened(Buffer.from(payload.data ?? []), keyId, await find(keyId)));
}

function opened(data: Buffer, keyId: string, key: Awaited<ReturnType<FindKey>>): Buffer {
  try {
    const decipher = createDecipheriv(CIPHER, key, data.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticated(keyId));
    decipher.setAuthTag(data.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(data.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new UnreadablePayloadError(
      `A payload does not open with the key \`${keyId}\`: it was written with another key of that id, or changed since. Give each key an id of its own, and never use one again.`,
      { cause },
    );
  }
}

/** What the tag covers beside the ciphertext: nobody may swap the key's id or the format. */
function authenticated(keyId: string): Buffer {
  return Buffer.from(`${FORMAT_1}\n${keyId}`);
}
