/** Asks the API how many tokens a prompt has, where its bytes do not tell: a PDF of many pages may be a small file. */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { CallFailure } from '../common/wire';
import type { ClaudeClient } from './claude-client';
import { classify } from './claude-errors';
import type { Request } from './claude-request';

/** What the API counts before and bills after differs a little. */
const SAFETY_PERCENT = 10;

/** The most that any model reads: the bound where a client can't count, as Bedrock's. */
export const MAX_CONTEXT_TOKENS = 1_000_000;

/** Prompt tokens that the request can't exceed. Counting costs nothing; it fails as the call itself would. */
export async function countedTokens({ messages }: ClaudeClient, request: Request): Promise<number> {
  if (!messages.countTokens) return MAX_CONTEXT_TOKENS;
  const { max_tokens: _, ...counted } = request;
  const { cancellationSignal: signal } = Context.current();
  try {
    const { input_tokens } = await messages.countTokens(counted, { signal });
    return Math.ceil((input_tokens * (100 + SAFETY_PERCENT)) / 100);
  } catch (error) {
    if (signal.aborted) throw error;
    const { type, message, isRetryable, retryAfterMs, waitsFor } = classify(error, false);
    const details: [Partial<CallFailure>] = [{ ...(waitsFor && { waitsFor }) }];
    const nextRetryDelay = retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs };
    throw ApplicationFailure.create({ type, message, nonRetryable: !isRetryable, details, ...nextRetryDelay });
  }
}
