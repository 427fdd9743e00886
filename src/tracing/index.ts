/**
 * Door of the tracing room: OpenTelemetry spans of runs, steps, model calls and tools. Law: imports common, Temporal's
 * packages and `@opentelemetry/api`, which only those need who come here. Spans hold names and counts, never content.
 */
export { redactedSpans } from './redacted-spans';
export { tracing, type TracingOptions, type TracingPlugin } from './tracing-plugin';
