/** The activity that finds out whether a `once` tool took effect whose end nobody saw. It may run any number of times. */
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../common/failure-type';
import { readable } from '../common/format-version';
import type { VerifyInput, VerifyResult } from '../common/once';
import { FORMAT } from '../common/wire';
import { Attempts } from './attempts';
import { contextFor } from './tool-activity';
import { toolResult } from './tool-output';
import type { ToolRegistry } from './tool-registry';

/** A system that can't say in five attempts is told as unknown. */
const MAX_VERIFY_ATTEMPTS = 5;

/** Makes the activity. A `no` that is not fenced is no answer: the first attempt may still be alive. */
export function verifyOutcomeActivity(registry: ToolRegistry): (input: VerifyInput) => Promise<VerifyResult> {
  return async (input) => {
    const { tool: name, args, call } = readable(input, 'The check of an outcome');
    const definition = registry.get(name)?.definition;
    if (!definition) throw ApplicationFailure.retryable(`This worker has no tool \`${name}\`.`, FAILURE.invalidAgent);
    const attempts = new Attempts();
    try {
      const { verify } = definition;
      if (!verify || attempts.counted > MAX_VERIFY_ATTEMPTS) return { v: FORMAT, ran: 'unknown' }; // one that hangs throws nothing
      const verdict = await verify(args, contextFor(definition, args, call, attempts));
      if (verdict.ran === 'yes') return { ran: 'yes', ...toolResult(verdict.result) };
      return { v: FORMAT, ran: verdict.ran === 'no' && verdict.fenced === true ? 'no' : 'unknown' };
    } catch (error) {
      if (attempts.counted >= MAX_VERIFY_ATTEMPTS) return { v: FORMAT, ran: 'unknown' };
      throw error;
    } finally {
      attempts.end();
    }
  };
}
