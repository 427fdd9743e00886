/** The ids the API gives: random, so that a retried call never repeats one. */
import { randomBytes } from 'node:crypto';

const ID_BYTES = 12;

/** A new id, such as `req_011C…`, `msg_01…` or `toolu_01…`. */
export function newId(prefix: 'req_011C' | 'msg_01' | 'toolu_01'): string {
  return prefix + randomBytes(ID_BYTES).toString('hex');
}
