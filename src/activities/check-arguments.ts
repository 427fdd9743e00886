/** The activity that checks arguments which a person changed before approving a call, as Claude's own are checked. */
import { ApplicationFailure } from '@temporalio/common';
import type { CheckInput, CheckResult } from '../common/approval';
import { FAILURE } from '../common/failure-type';
import { readable } from '../common/format-version';
import { FORMAT } from '../common/wire';
import { validateCall } from './tool-arguments';
import type { ToolRegistry } from './tool-registry';

/** Makes the activity. Fails retryably where this worker has no such tool: another one may have it. */
export function checkArgumentsActivity(registry: ToolRegistry): (input: CheckInput) => Promise<CheckResult> {
  return async (input) => {
    const { tool: name, args } = readable(input, 'The check of arguments');
    const tool = registry.get(name);
    if (!tool) throw ApplicationFailure.retryable(`This worker has no tool \`${name}\`.`, FAILURE.invalidAgent);
    const checked = validateCall({ id: '', name, input: args, rawJson: JSON.stringify(args) }, tool);
    if ('problem' in checked) return { v: FORMAT, problem: checked.problem };
    return { v: FORMAT, args: checked.args ?? args, argsHash: checked.hash };
  };
}
