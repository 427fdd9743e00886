/** Compares a secret that somebody sent with ours, in a time that says nothing about where they differ. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether both are the same text; digests have one length. */
export function isSameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
