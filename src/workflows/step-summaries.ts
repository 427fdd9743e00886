/**
 * A workflow interceptor that labels every static step in the Temporal UI, so that a run reads like a story there, and
 * tells each step as it begins and ends to the run's live page.
 */
import { ContinueAsNew, isCancellation, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { parseActivityId } from '../common/activity-id';
import type { CallInput } from '../common/wire';
import { nextStepLabel } from './run-state';
import { runEnds, stepBegins } from './story';

/** Between the label of a step and the rest of its summary. */
const BREAK = ' · ';

/** Temporal looks for this name. Activities that have a summary of their own keep it. */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      async execute(input, next) {
        try {
          const result = await next(input);
          runEnds('completed');
          return result;
        } catch (error) {
          if (!(error instanceof ContinueAsNew)) runEnds(isCancellation(error) ? 'cancelled' : 'failed');
          throw error;
        }
      },
    },
  ],
  outbound: [
    {
      scheduleActivity(input, next) {
        const { activityType, options } = input;
        const summary = options.summary ?? `${nextStepLabel()} ${activityType}${BREAK}code`;
        const id = parseActivityId(options.activityId ?? '');
        const [label = ''] = summary.split(BREAK);
        const end = stepBegins(
          {
            ...{ label, decidedBy: id && id.kind !== 'carry' ? 'Claude' : 'code' },
            what: id?.kind === 'call' ? 'reply' : activityType,
          },
          id?.agent ?? activityType,
          id?.kind === 'call' ? modelAsked(input.args) : undefined,
        );
        const running = next({ ...input, options: { ...options, summary } });
        running.then(
          () => end('done'),
          () => end('failed'),
        );
        return running;
      },
    },
  ],
});

/** Only the first call of a segment names it: the calls after it go on with that one. */
function modelAsked([call]: readonly unknown[]): string | undefined {
  return (call as Partial<CallInput> | undefined)?.opening?.model;
}
