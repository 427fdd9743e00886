/**
 * The workflow interceptor of tracing: gives every activity and child the context of its run, and tells the run's span
 * when it closes. It writes headers only, which replay does not compare, so it may come and go while runs are open.
 */
import {
  ContinueAsNew,
  isCancellation,
  proxySinks,
  workflowInfo,
  type Sinks,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';
import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure } from '@temporalio/common';
import { traceIn, traceOfRun, withTrace, type RunSpan, type TraceContext } from '../common/trace';

/** Where spans leave the sandbox. */
export interface TraceSinks extends Sinks {
  readonly dynamicWorkflowsTrace: { runClosed(span: RunSpan): void };
}

const { dynamicWorkflowsTrace } = proxySinks<TraceSinks>();

/** Temporal looks for this name. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let starter: TraceContext | undefined;
  const trace = (): TraceContext => traceOfRun(workflowInfo(), starter);
  const close = (errorType?: string): void => {
    if (trace().flags & 1) dynamicWorkflowsTrace.runClosed(spanOf(trace(), starter, errorType));
  };
  return {
    inbound: [
      {
        async execute(input, next) {
          starter = traceIn(input.headers);
          try {
            const result = await next(input);
            close();
            return result;
          } catch (error) {
            close(error instanceof ContinueAsNew ? undefined : errorTypeOf(error));
            throw error;
          }
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next({ ...input, headers: withTrace(input.headers, trace()) }),
        startChildWorkflowExecution: (input, next) => next({ ...input, headers: withTrace(input.headers, trace()) }),
        // The next run stands beside this one, under the same starter.
        continueAsNew: (input, next) =>
          next(starter ? { ...input, headers: withTrace(input.headers, starter) } : input),
      },
    ],
  };
};

function spanOf(trace: TraceContext, starter: TraceContext | undefined, errorType: string | undefined): RunSpan {
  const { workflowType, workflowId, runId, runStartTime } = workflowInfo();
  return {
    ...trace,
    ...(starter && { parentSpanId: starter.spanId }),
    ...{ workflowType, workflowId, runId, startMs: runStartTime.getTime(), endMs: Date.now() },
    ...(errorType !== undefined && { errorType }),
  };
}

function errorTypeOf(error: unknown): string {
  if (isCancellation(error)) return 'cancelled';
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) return errorTypeOf(error.cause);
  return (error instanceof ApplicationFailure && error.type) || (error instanceof Error ? error.name : 'unknown');
}
