/**
 * One spelling for equal JSON, and its hash: approvals, idempotency keys and argument checks compare hashes, so two
 * values that JSON calls equal must hash alike in the sandbox, the worker and the client.
 */
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { Json } from './json';

/** JSON with sorted keys and without `undefined`; lone surrogates are escaped by `JSON.stringify` itself. */
export function canonicalJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const object = value as { readonly [key: string]: Json | undefined };
  const members = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 of the canonical JSON, 64 hex digits. */
export function hashOf(value: Json | undefined): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/** Length of a text in UTF-8 bytes, without `Buffer`, which the workflow sandbox lacks. */
export function utf8Length(text: string): number {
  return utf8ToBytes(text).length;
}
