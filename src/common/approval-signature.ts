/**
 * Signed answers: whoever may send Updates could use any name, but only the holder of a key can sign with it. What is
 * signed names everything that an answer decides, so that a token is good for one answer to one question only.
 */
import { ed25519 } from '@noble/curves/ed25519';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils';
import { canonicalJson } from './canonical-json';

/** Which run a signature is for. */
export interface SigningScope {
  readonly namespace: string;
  readonly workflowId: string;
  readonly firstRunId: string;
  /** Of the run as it is now: after a reset the same question needs a new signature. */
  readonly runId: string;
}

/** What an approver signs. */
export interface ApprovalStatement extends SigningScope {
  readonly approvalId: string;
  readonly decision: 'approve' | 'deny';
  /** Of the arguments that run: the edited ones as they are sent, where a person edited them. */
  readonly argsHash: string;
  readonly approver: string;
  readonly comment?: string;
  /** The signature is good until then, ISO 8601. */
  readonly expiresAt: string;
  /** Makes it good for one answer. */
  readonly nonce: string;
}

/** A statement with its signature, 128 hex digits. */
export interface SignedApproval {
  readonly statement: ApprovalStatement;
  readonly signature: string;
}

/** What the statement must say, from the run and the answer it came with. */
export type Expected = Omit<ApprovalStatement, 'expiresAt' | 'nonce'>;

/** Ed25519 public keys as hexadecimal. */
export const PUBLIC_KEY = /^[0-9a-f]{64}$/i;

/** Each name in this order, with the words for a token that is for something else. */
const FOREIGN: Readonly<Record<keyof Expected, string>> = {
  namespace: 'another namespace',
  workflowId: 'another workflow',
  firstRunId: 'another run',
  runId: 'the run before a reset',
  approvalId: 'another call',
  decision: 'another decision',
  argsHash: 'other arguments',
  approver: 'another approver',
  comment: 'another comment',
};

/** The bytes that are signed; the first line keeps them apart from whatever else a key signs. */
export function signedBytes(statement: ApprovalStatement): Uint8Array {
  return utf8ToBytes(`dynamic-workflows approval 1\n${canonicalJson({ ...statement })}`);
}

/** What is wrong with a signed answer, or undefined. Whether it was used before is known to the run alone. */
export function signatureProblem(
  { statement, signature }: SignedApproval,
  publicKey: string,
  expected: Expected,
  now: number,
): string | undefined {
  if (!isSignedBy(publicKey, statement, signature)) return `it is not signed with the key of \`${expected.approver}\``;
  const foreign = (Object.keys(FOREIGN) as (keyof Expected)[]).find((name) => statement[name] !== expected[name]);
  if (foreign) return `it is for ${FOREIGN[foreign]}`;
  if (typeof statement.nonce !== 'string' || statement.nonce === '') return 'it has no nonce';
  const expires = Date.parse(statement.expiresAt);
  return expires > now ? undefined : `it expired at ${statement.expiresAt}`;
}

function isSignedBy(publicKey: string, statement: ApprovalStatement, signature: string): boolean {
  try {
    return ed25519.verify(hexToBytes(signature), signedBytes(statement), hexToBytes(publicKey), { zip215: false });
  } catch {
    return false; // not even the shape of a signature
  }
}
