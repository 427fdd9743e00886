/** The span of a run as processors take it. It is written by hand, since an SDK draws ids, and a run's is known before. */
import { SpanKind, SpanStatusCode, TraceFlags, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { RunSpan } from '../common/trace';

const MS_PER_SECOND = 1_000;
const NANOS_PER_MS = 1_000_000;
const SCOPE = { name: 'dynamic-workflows' };

/** What processors and exporters read, in the words of both major versions of the SDK. */
export function readableSpan(run: RunSpan, resource: object): object {
  const { traceId, spanId, parentSpanId, startMs, endMs, errorType } = run;
  const context = (id: string): SpanContext => ({ traceId, spanId: id, traceFlags: TraceFlags.SAMPLED });
  const parent = parentSpanId === undefined ? undefined : context(parentSpanId);
  return {
    name: `workflow ${run.workflowType}`,
    kind: SpanKind.INTERNAL,
    spanContext: () => context(spanId),
    ...(parent && { parentSpanContext: { ...parent, isRemote: true }, parentSpanId }),
    ...{ startTime: hrTime(startMs), endTime: hrTime(endMs), duration: hrTime(endMs - startMs), ended: true },
    status: errorType === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR },
    attributes: {
      ...{ temporalWorkflowId: run.workflowId, temporalRunId: run.runId },
      ...(errorType !== undefined && { 'error.type': errorType }),
    },
    ...{ links: [], events: [], droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
    ...{ resource, instrumentationScope: SCOPE, instrumentationLibrary: SCOPE },
  };
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / MS_PER_SECOND), (ms % MS_PER_SECOND) * NANOS_PER_MS];
}
