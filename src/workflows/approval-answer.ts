/** The shape of an answer as the Update takes it: people write it by hand in the Temporal UI, so it says what is missing. */
import type { ApprovalAnswer } from '../common/approval';
import type { SignedApproval } from '../common/approval-signature';
import { isJsonObject } from '../common/json';

/** Reads one. Throws a `TypeError` that says what is wrong with it. */
export function readAnswer(input: unknown): ApprovalAnswer {
  if (!isJsonObject(input))
    throw new TypeError('resolveApproval takes one object: {"approvalId":"…","decision":"approve",…}.');
  const { approvalId, decision, argsHash, approver, comment, args, answerId, signed } = input;
  if (typeof approvalId !== 'string') throw new TypeError('`approvalId` must be a text; the query `approvals` has it.');
  if (decision !== 'approve' && decision !== 'deny') throw new TypeError('`decision` must be "approve" or "deny".');
  if (typeof argsHash !== 'string') throw new TypeError('`argsHash` must be a text; the query `approvals` has it.');
  if (typeof approver !== 'string' || !approver.trim()) throw new TypeError('`approver` must say who decides.');
  if (comment !== undefined && typeof comment !== 'string') throw new TypeError('`comment` must be a text.');
  if (answerId !== undefined && typeof answerId !== 'string') throw new TypeError('`answerId` must be a text.');
  if (signed !== undefined && !isSigned(signed))
    throw new TypeError('`signed` must be {"statement":{…},"signature":"…"}; signApproval makes it.');
  if (args !== undefined && (!isJsonObject(args) || decision === 'deny'))
    throw new TypeError('`args` must be an object, and only an approval can have it.');
  return {
    ...{ approvalId, decision, argsHash, approver },
    ...(comment !== undefined && { comment }),
    ...(answerId !== undefined && { answerId }),
    ...(args !== undefined && { args }),
    ...(signed !== undefined && { signed }),
  };
}

function isSigned(value: unknown): value is SignedApproval {
  return isJsonObject(value) && isJsonObject(value['statement']) && typeof value['signature'] === 'string';
}
