/**
 * Signatures of thinking blocks. A signature holds two seals: one of everything before the block (system, tools, earlier
 * blocks), one of the block's own text. So a changed prefix and an edited block can be told apart, as the API does.
 */
import { createHmac } from 'node:crypto';
import { chain, isThinking, meaning, type Segment } from './prompt';

/** The same in every simulator: conversations outlive a restart, as they do with the API. */
const KEY = 'simulator of the Claude API';
const VERSION = 'Eq';
const SEPARATOR = '.';

/** Where a conversation stands: the hash of all that binds later thinking. */
export type Standing = string;

/** What is wrong with a thinking block: a changed prefix, edited text, or a signature that is not one. */
export type SignatureFault = 'prefix' | 'text' | 'malformed';

/** The standing before the first message: tools and system. */
export function startOf(segments: readonly Segment[]): Standing {
  const before = segments.filter(({ message }) => message < 0);
  return before.reduce((standing, { block }) => chain(standing, meaning(block)), '');
}

/** The standing after one more block. Thinking blocks do not count: the API lets a caller drop them. */
export function standingAfter(standing: Standing, segment: Pick<Segment, 'block' | 'role'>): Standing {
  return isThinking(segment.block) ? standing : chain(standing, meaning(segment.block, segment.role));
}

/** Signs a thinking block that is given in this standing. */
export function sign(standing: Standing, thinking: string): string {
  return Buffer.from([VERSION, seal('prefix', standing), seal('text', thinking)].join(SEPARATOR)).toString('base64');
}

/** Checks the signature of a thinking block that is sent back in this standing. */
export function inspect(standing: Standing, thinking: string, signature: string): SignatureFault | undefined {
  const [version, prefix, text] = Buffer.from(signature, 'base64').toString().split(SEPARATOR);
  if (version !== VERSION || prefix === undefined || text === undefined) return 'malformed';
  if (text !== seal('text', thinking)) return 'text';
  return prefix === seal('prefix', standing) ? undefined : 'prefix';
}

function seal(purpose: string, value: string): string {
  return createHmac('sha256', KEY).update(`${purpose}\n${value}`).digest('base64url');
}
