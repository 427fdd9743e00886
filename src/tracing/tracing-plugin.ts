/** The Temporal plugin that makes spans, for clients and workers alike. */
import { trace } from '@opentelemetry/api';
import { SimplePlugin } from '@temporalio/plugin';
import type { ReplayWorkerOptions, WorkerOptions } from '@temporalio/worker';
import { activitySpans } from './activity-spans';
import { readableSpan } from './run-span';
import { startSpans } from './start-spans';

/** Where spans go: what the OpenTelemetry SDK of the process was made with, of either major version. */
export interface TracingOptions {
  /** Takes the spans of runs, which begin and end in different processes. All others come from the global provider. */
  readonly spanProcessor: { onEnd(span: never): void };
  /** Describes the process; the provider's. */
  readonly resource: object;
}

/** A plugin for `createWorker`, `connect` and, with a prebuilt bundle, `bundleWorkflows`; see `tracing`. */
export class TracingPlugin extends SimplePlugin {
  readonly #spans: TracingOptions;

  constructor(options: TracingOptions) {
    const tracer = trace.getTracer('dynamic-workflows');
    super({
      name: 'dynamic-workflows.tracing',
      clientInterceptors: { workflow: [startSpans(tracer)] },
      workerInterceptors: {
        workflowModules: [require.resolve('../workflows/trace-runs')],
        activity: [activitySpans(tracer)],
      },
    });
    this.#spans = options;
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    return super.configureWorker({ ...options, sinks: { ...options.sinks, ...this.#sinks() } });
  }

  override configureReplayWorker(options: ReplayWorkerOptions): ReplayWorkerOptions {
    return super.configureReplayWorker({ ...options, sinks: { ...options.sinks, ...this.#sinks() } });
  }

  #sinks(): NonNullable<WorkerOptions['sinks']> {
    const { spanProcessor, resource } = this.#spans;
    const runClosed = (_: unknown, span: Parameters<typeof readableSpan>[0]): void =>
      spanProcessor.onEnd(readableSpan(span, resource) as never); // each major version calls its fields otherwise; it has both
    return { dynamicWorkflowsTrace: { runClosed: { fn: runClosed, callDuringReplay: false } } };
  }
}

/** Traces runs. Register the provider of your SDK as the global one first; without it only runs have spans. */
export function tracing(options: TracingOptions): TracingPlugin {
  return new TracingPlugin(options);
}
