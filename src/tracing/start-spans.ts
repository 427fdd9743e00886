/** The span of a start: what asked for the run, in whose trace the run then stands. */
import { SpanKind, type Tracer } from '@opentelemetry/api';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { withTrace } from '../common/trace';
import { spanning } from './spanning';

/** A client interceptor. The sampler of the client's process decides about the whole trace. */
export function startSpans(tracer: Tracer): WorkflowClientInterceptor {
  return {
    startWithDetails: (input, next) =>
      spanning(tracer, `start ${input.workflowType}`, { kind: SpanKind.PRODUCER }, async (span) => {
        span.setAttribute('temporalWorkflowId', input.options.workflowId);
        const { traceId, spanId, traceFlags } = span.spanContext();
        const isReal = span.isRecording() || Number(traceId) !== 0; // without a provider ids are all zeros
        return next(
          isReal ? { ...input, headers: withTrace(input.headers, { traceId, spanId, flags: traceFlags }) } : input,
        );
      }),
  };
}
