/** A workflow interceptor that labels every static step in the Temporal UI, so that a run reads like a story there. */
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { nextStepLabel } from './run-state';

/** Temporal looks for this name. Activities that have a summary of their own keep it. */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      scheduleActivity(input, next) {
        if (input.options.summary !== undefined) return next(input);
        const summary = `${nextStepLabel()} ${input.activityType} · code`;
        return next({ ...input, options: { ...input.options, summary } });
      },
    },
  ],
});
