/** The quickstart's worker with traces on the console; `connect({ plugins: [plugin] })` puts starts into them. */
import { trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { tracing } from 'dynamic-workflows/tracing';
import { createWorker } from 'dynamic-workflows/worker';
import { workerOptions as quickstart } from '../quickstart/worker';

const resource = resourceFromAttributes({ 'service.name': 'quickstart' });
const spanProcessor = new SimpleSpanProcessor(new ConsoleSpanExporter());
trace.setGlobalTracerProvider(new BasicTracerProvider({ resource, spanProcessors: [spanProcessor] }));

/** For workers, clients and `dw build` alike. */
const plugin = tracing({ spanProcessor, resource });

/** The options for `dw worker` and `dw build`. */
export const workerOptions = { ...quickstart, plugins: [plugin] };

if (require.main === module) void createWorker(workerOptions).then((worker) => worker.run());
