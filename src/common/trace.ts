/**
 * How a trace crosses from whoever starts a run to its steps: as Temporal's own interceptors of every language write it.
 * Ids of runs are derived, not drawn, so that the sandbox needs no OpenTelemetry and replay changes nothing.
 */
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { hashOf } from './canonical-json';

/** A span as others refer to it; W3C's trace context. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  /** 1 if it is recorded, 0 if the sampler of whoever began the trace left it out. */
  readonly flags: number;
}

/** The span of one run, told when the run closes. */
export interface RunSpan extends TraceContext {
  readonly parentSpanId?: string;
  readonly workflowType: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly startMs: number;
  readonly endMs: number;
  /** The type of its failure, if it failed; no message, which may quote content. */
  readonly errorType?: string;
}

/** The run that a derived context belongs to. */
interface TracedRun {
  readonly namespace: string;
  readonly workflowId: string;
  readonly firstExecutionRunId: string;
  readonly runId: string;
}

const HEADER = '_tracer-data';
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const TRACE_ID_CHARACTERS = 32;
const SPAN_ID_CHARACTERS = 16;

/** The context in the headers, undefined where there is none that can be read. */
export function traceIn(headers: Headers): TraceContext | undefined {
  const payload = headers[HEADER];
  if (!payload) return undefined;
  const carrier = defaultPayloadConverter.fromPayload<{ traceparent?: unknown } | undefined>(payload);
  const [, traceId, spanId, flags] = TRACEPARENT.exec(String(carrier?.traceparent)) ?? [];
  return traceId && spanId && flags ? { traceId, spanId, flags: Number.parseInt(flags, 16) } : undefined;
}

/** The headers with a context. */
export function withTrace(headers: Headers, { traceId, spanId, flags }: TraceContext): Headers {
  const traceparent = `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
  return { ...headers, [HEADER]: defaultPayloadConverter.toPayload({ traceparent }) };
}

/** The context of a run: in the trace of whoever started it, else in one of its own that all its continuations share. */
export function traceOfRun(run: TracedRun, starter: TraceContext | undefined): TraceContext {
  const { namespace, workflowId, firstExecutionRunId, runId } = run;
  return {
    traceId: starter?.traceId ?? hashOf([namespace, workflowId, firstExecutionRunId]).slice(0, TRACE_ID_CHARACTERS),
    spanId: hashOf([namespace, workflowId, runId]).slice(0, SPAN_ID_CHARACTERS),
    flags: starter?.flags ?? 1,
  };
}
