/** Spans of real runs in memory: who stands below whom, what they say, and that they say nothing of the content. */
import { context, propagation, trace, type Attributes } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { connect, type Client } from '../../src/client';
import { say, use } from '../../src/testing';
import { tracing } from '../../src/tracing';
import { openLab, type Lab } from './lab';

const exporter = new InMemorySpanExporter();
const spanProcessor = new SimpleSpanProcessor(exporter);
const provider = new BasicTracerProvider({ spanProcessors: [spanProcessor] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(provider);

let lab: Lab;
let traced: Client;
beforeAll(async () => {
  const [{ resource }] = [spanOfProvider()];
  const plugin = tracing({ spanProcessor, resource });
  lab = await openLab({ worker: { plugins: [plugin] } });
  traced = await connect({ address: lab.server.address, plugins: [plugin] });
}, 60_000);
afterAll(async () => {
  await traced.close();
  await lab.close();
  for (const api of [context, trace, propagation]) api.disable();
});
beforeEach(() => exporter.reset());

/** Any span of the provider carries its resource. */
function spanOfProvider(): ReadableSpan {
  provider.getTracer('test').startSpan('probe').end();
  const [probe] = exporter.getFinishedSpans();
  if (!probe) throw new Error('The exporter lost a span.');
  return probe;
}

/** The spans that ended, once there is one of this name. */
async function spansWith(name: string): Promise<readonly ReadableSpan[]> {
  while (!exporter.getFinishedSpans().some((span) => span.name === name)) {
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return exporter.getFinishedSpans();
}

const named = (spans: readonly ReadableSpan[], name: string): ReadableSpan[] =>
  spans.filter((span) => span.name === name);
const parentsOf = (spans: readonly ReadableSpan[]) => spans.map(({ parentSpanContext }) => parentSpanContext?.spanId);

test('a run stands below its start, its steps below the run, with what each asked, cost and is called', async () => {
  lab.simulator.setScript([use('echo', { text: 'SECRET-ARGUMENT' }, { text: 'SECRET-WORD' }), say('SECRET-ANSWER')]);
  const options = { id: 'work:traced', taskQueue: lab.taskQueue, input: { prompt: 'SECRET-PROMPT' } };
  await (await traced.start('work', options)).result();
  const spans = await spansWith('workflow work');
  const [[start], [run]] = [named(spans, 'start work'), named(spans, 'workflow work')];
  if (!start || !run) throw new Error('A span is missing.');
  expect(start.parentSpanContext).toBeUndefined();
  expect(parentsOf([run])).toEqual([start.spanContext().spanId]);
  const turns = named(spans, 'turn worker');
  const tools = named(spans, 'execute_tool echo');
  const requests = named(spans, 'anthropic.messages.create'); // by Anthropic's SDK
  expect(parentsOf([...turns, ...tools])).toEqual(Array(3).fill(run.spanContext().spanId));
  expect(parentsOf(requests)).toEqual(turns.map((turn) => turn.spanContext().spanId));
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  expect(run.duration[0] * 1e9 + run.duration[1]).toBeGreaterThan(0);

  const common: Attributes = { temporalWorkflowId: 'work:traced', temporalAttempt: 1, 'gen_ai.agent.name': 'worker' };
  expect(turns[0]?.attributes).toMatchObject({ ...common, 'dynamic_workflows.turn': 1 });
  expect(requests[0]?.attributes).toMatchObject({
    ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic' },
    ...{ 'gen_ai.response.model': 'claude-opus-5-5', 'anthropic.message.stop_reason': 'tool_use' },
  });
  const summed = (of: readonly ReadableSpan[], name: string) =>
    of.reduce((sum, { attributes }) => sum + Number(attributes[name]), 0);
  expect(summed(requests, 'gen_ai.usage.output_tokens')).toBe(
    (await traced.ledger('work:traced')).totals.claude.output,
  );
  expect(summed(turns, 'dynamic_workflows.cost_nano_usd')).toBe(lab.simulator.bill().costNanoUsd);
  expect(tools[0]?.attributes).toMatchObject({
    ...common,
    'gen_ai.tool.name': 'echo',
    'gen_ai.operation.name': 'execute_tool',
  });
  expect(JSON.stringify(spans.map(contentOf))).not.toMatch(/SECRET/);
}, 60_000);

test('failures are told by their type alone, each attempt has a span, and a tool that tells Claude no is marked', async () => {
  const script = [
    use('fail', { times: 1, how: 'throw' }),
    { ...use('fail', { times: 9, how: 'tell' }), fault: 'overloaded' as const },
    say('Done.'),
  ];
  await lab.run('work', { prompt: 'Go.' }, script); // started without the plugin
  const spans = await spansWith('workflow work');
  const tools = named(spans, 'execute_tool fail');
  expect(tools.map(({ attributes }) => attributes['error.type'])).toEqual(['ToolFailed', undefined, 'tool_error']);
  expect(named(spans, 'turn worker').map(({ attributes }) => attributes['error.type'])).toContain('ClaudeUnavailable');
  const [run] = named(spans, 'workflow work');
  expect(run?.parentSpanContext).toBeUndefined();
  expect(new Set(parentsOf(tools))).toEqual(new Set([run?.spanContext().spanId]));
  expect(JSON.stringify(spans.map(contentOf))).not.toMatch(/hunter2|such order/);

  exporter.reset();
  await lab.run('sayMuch', { prompt: 'Go.' }, [say('Never said.')]).catch(() => undefined);
  const [failed] = named(await spansWith('workflow sayMuch'), 'workflow sayMuch');
  expect(failed?.attributes['error.type']).toBe('ClaudeRequestRefused');
}, 60_000);

/** All that an exporter would send of a span but its ids and times. */
function contentOf({ name, attributes, events, links, status }: ReadableSpan): object {
  return { name, attributes, events, links, status };
}
