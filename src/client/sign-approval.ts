/** Signs answers for runs whose approvers have keys. The key stays with the person: nothing of it is sent. */
import { createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import type { ApprovalAnswer, OpenApproval } from '../common/approval';
import { signedBytes, type ApprovalStatement } from '../common/approval-signature';
import { hashOf } from '../common/canonical-json';

/** How long a signature is good: a person signs when they answer, and a slow network takes seconds. */
const VALID_MS = 5 * 60_000;

/** Bytes of SPKI before the key itself, in DER. */
const SPKI_PREFIX_BYTES = 12;

/** An answer to this question, signed with an Ed25519 private key in PEM. Throws where the question takes no signatures. */
export function signApproval(
  { approvalId, signing }: OpenApproval,
  answer: ApprovalAnswer,
  privateKey: string,
  { validMs = VALID_MS }: { readonly validMs?: number } = {},
): ApprovalAnswer {
  if (!signing) throw new TypeError(`The approvers of \`${approvalId}\` have no keys, so there is nothing to sign.`);
  const { decision, approver, comment, args } = answer;
  const statement: ApprovalStatement = {
    ...signing,
    ...{ approvalId, decision, approver },
    argsHash: args === undefined ? answer.argsHash : hashOf(args),
    ...(comment !== undefined && { comment }),
    expiresAt: new Date(Date.now() + validMs).toISOString(),
    nonce: randomUUID(),
  };
  const signature = sign(null, signedBytes(statement), ed25519KeyOf(privateKey)).toString('hex');
  return { ...answer, signed: { statement, signature } };
}

/** The public key that belongs to a private one in PEM, as a rule's `approvers` take it: 64 hex digits. */
export function publicKeyOf(privateKey: string): string {
  const der = createPublicKey(ed25519KeyOf(privateKey)).export({ type: 'spki', format: 'der' });
  return der.subarray(SPKI_PREFIX_BYTES).toString('hex');
}

function ed25519KeyOf(pem: string): ReturnType<typeof createPrivateKey> {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new TypeError(`The key is \`${key.asymmetricKeyType}\`; approvals are signed with ed25519.`);
}
