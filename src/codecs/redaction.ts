/**
 * A codec that forgets: secrets are replaced by marks in every payload that leaves a worker or a client, so they reach
 * neither history nor logs. History is the transcript, so Claude does not see them either. Reading gives back what is there.
 */
import type { Payload, PayloadCodec } from '@temporalio/common';
import type { Redactor } from '../common/redactor';
import { withoutSecrets } from './secret-finder';
import { isSecretName, markOf, SECRET_KINDS, type SecretKind } from './secret-kinds';

/** What counts as a secret beside the built-in kinds. */
export interface RedactionOptions {
  /** Further kinds by their names, which stand in the marks: `{ 'order-token': /\bot_[a-z0-9]{24}\b/ }`. */
  readonly patterns?: Readonly<Record<string, RegExp>>;
  /** Secrets themselves, such as passwords that look like nothing; at least 6 characters. */
  readonly secrets?: readonly string[];
  /** Names of environment variables whose values are secrets; those that are not set are ignored. */
  readonly environment?: readonly string[];
}

/** Shorter ones stand in ordinary words. */
const MIN_SECRET_CHARACTERS = 6;

const KIND_NAME = /^[a-z][a-z0-9-]{0,40}$/;

const ENCODING = 'encoding';

/** A codec, and what it does to texts and values for those who write them elsewhere: logs, traces, headers. */
export type Redaction = PayloadCodec & Redactor;

/** Makes the codec; it has to be the first one. Throws a `TypeError` for a secret that is too short and for a pattern that can't work. */
export function redaction({ patterns = {}, secrets = [], environment = [] }: RedactionOptions = {}): Redaction {
  const named = environment.flatMap((name) => process.env[name] || []);
  const own = Object.entries(patterns).map(([kind, pattern]) => kindOf(kind, pattern));
  const kinds = [...[...secrets, ...named].map(literal), ...own, ...SECRET_KINDS];
  const redactText = (text: string): string => withoutSecrets(text, kinds);
  const json = (text: string): string => redactJson(text, redactText);
  return {
    redactText,
    redact: <T>(value: T): T => {
      const text = JSON.stringify(value);
      if (text === undefined) return value;
      const redacted = json(text);
      return redacted === text ? value : (JSON.parse(redacted) as T); // the same shape, other texts
    },
    encode: async (payloads) => payloads.map((payload) => redactPayload(payload, json, redactText)),
    decode: async (payloads) => payloads,
  };
}

function literal(secret: string): SecretKind {
  if (secret.length < MIN_SECRET_CHARACTERS)
    throw new TypeError(
      `A secret to redact has ${secret.length} characters; with fewer than ${MIN_SECRET_CHARACTERS} it would take ordinary words out of texts.`,
    );
  return { kind: 'secret', pattern: new RegExp(secret.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`), 'g') };
}

function kindOf(kind: string, given: RegExp): SecretKind {
  const pattern = new RegExp(given.source, [...new Set(`${given.flags.replace('y', '')}g`)].join(''));
  if (!KIND_NAME.test(kind))
    throw new TypeError(`The name of a kind of secret is letters, digits and \`-\`, not \`${kind}\`.`);
  if ('' !== ''.replace(pattern, 'x') || markOf(kind).replace(pattern, '') !== markOf(kind))
    throw new TypeError(`The pattern of \`${kind}\` matches nothing at all or its own mark: make it longer.`);
  return { kind, pattern };
}

/** JSON stays JSON; bytes are left alone unless they are text. */
function redactPayload(payload: Payload, json: (text: string) => string, text: (text: string) => string): Payload {
  const encoding = new TextDecoder().decode(payload.metadata?.[ENCODING] ?? new Uint8Array());
  const read = payload.data ? textOf(payload.data) : undefined;
  if (read === undefined) return payload;
  const redacted = encoding.startsWith('json/') ? json(read) : encoding === 'binary/plain' ? text(read) : read;
  return redacted === read ? payload : { ...payload, data: new TextEncoder().encode(redacted) };
}

function textOf(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return undefined;
  }
}

/** Walks without recursion: the payload may nest as deep as its writer liked. */
function redactJson(text: string, redactText: (text: string) => string): string {
  const root = { value: JSON.parse(text) as unknown };
  const open: object[] = [root];
  let isChanged = false;
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    for (const [name, value] of Object.entries(holder) as [string, unknown][]) {
      if (typeof value === 'object' && value !== null) open.push(value);
      const told = Array.isArray(holder) ? name : redactText(name);
      const redacted = typeof value === 'string' ? redactMember(name, value, redactText) : value;
      if (redacted === value && told === name) continue;
      isChanged = true;
      if (told !== name) delete (holder as Record<string, unknown>)[name];
      const member = { value: redacted, enumerable: true, configurable: true, writable: true };
      Object.defineProperty(holder, told, member); // an assignment would take `__proto__` for something else
    }
  }
  return isChanged ? JSON.stringify(root.value) : text;
}

function redactMember(name: string, value: string, redactText: (text: string) => string): string {
  const redacted = redactText(value);
  const isNamed = redacted === value && value.length >= MIN_SECRET_CHARACTERS && isSecretName(name);
  return isNamed && !value.startsWith('[redacted:') ? markOf('password') : redacted;
}
