import { SpanStatusCode } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { redaction } from '../../src/codecs';
import { redactedSpans } from '../../src/tracing';
import { formsOf, LITERAL, PLANTED } from '../codecs/planted-secrets';

const leaks = PLANTED.flatMap(({ text }) => formsOf(text));

/** What an exporter gets of a span that has each leak wherever a tool can write. */
function exported(redacts: boolean): { readonly text: string; readonly span: object; readonly traceId: string } {
  const exporter = new InMemorySpanExporter();
  const redactor = redaction({ secrets: [LITERAL.value] });
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(redacts ? redactedSpans(exporter, redactor) : exporter)],
  });
  const tracer = provider.getTracer('test');
  const parent = tracer.startSpan('linked').spanContext();
  for (const leak of leaks) {
    const span = tracer.startSpan(`GET ${leak}`, { links: [{ context: parent, attributes: { told: leak } }] });
    span.setAttributes({ 'url.full': leak, 'http.request.header': [leak], retries: 2 });
    span.recordException(new Error(leak));
    span.setStatus({ code: SpanStatusCode.ERROR, message: leak }).end();
  }
  const [first] = exporter.getFinishedSpans();
  const text = exporter
    .getFinishedSpans()
    .map(({ name, attributes, events, links, status }) => JSON.stringify({ name, attributes, events, links, status }));
  return { text: text.join('\n'), span: first!, traceId: first!.spanContext().traceId };
}

/** Whose secret stands in this JSON. */
const found = (json: string) =>
  PLANTED.filter(({ secret }) => formsOf(secret).some((form) => json.includes(JSON.stringify(form).slice(1, -1))));

test('no planted secret reaches an exporter, and without redaction each does', () => {
  expect(found(exported(true).text)).toEqual([]);
  expect(found(exported(false).text)).toEqual(PLANTED);
});

test('everything else of a span stays', () => {
  const { span, traceId } = exported(true);
  expect(span).toMatchObject({
    attributes: { retries: 2 },
    status: { code: SpanStatusCode.ERROR },
    events: [{ name: 'exception', time: [expect.any(Number), expect.any(Number)] }],
    links: [{ context: { spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string } }],
    instrumentationScope: { name: 'test' },
  });
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
});
