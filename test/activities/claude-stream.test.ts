/** One streamed request and its watchdog: bytes keep it alive, pings too, and silence or a cancellation closes it. */
import Anthropic from '@anthropic-ai/sdk';
import { streamReply, Watchdog } from '../../src/activities/claude-stream';
import { say, type Script } from '../../src/testing/simulator/scripted-reply';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/testing/simulator/simulator';

const IDLE_MS = 1_000;
const REQUEST = {
  model: 'claude-opus-5-5',
  max_tokens: 1_000,
  messages: [{ role: 'user' as const, content: 'Hello' }],
};
const TOOL = { name: 'look_up', input_schema: { type: 'object' as const } };
const open: Simulator[] = [];

/** Tells of every byte that came. */
class TellingWatchdog extends Watchdog {
  onKick: ((kicks: number) => void) | undefined;
  #kicks = 0;
  override kick(): void {
    super.kick();
    this.onKick?.(++this.#kicks);
  }
}

afterEach(async () => {
  jest.useRealTimers();
  await Promise.all(open.splice(0).map((sim) => sim.close()));
});

async function simulated(
  script: Script,
  options: Omit<SimulatorOptions, 'script'> = {},
): Promise<{ sim: Simulator; client: Anthropic }> {
  const sim = await startSimulator({ script, ...options });
  open.push(sim);
  return { sim, client: new Anthropic({ apiKey: 'k', baseURL: sim.url, maxRetries: 0 }) };
}

function watch(cancellation = new AbortController(), idleMs = IDLE_MS): { watchdog: TellingWatchdog; cancel(): void } {
  return { watchdog: new TellingWatchdog(cancellation.signal, idleMs), cancel: () => cancellation.abort() };
}

test('pings are bytes: they keep a silent stream alive for as long as they come', async () => {
  jest.useFakeTimers({
    doNotFake: ['setInterval', 'clearInterval', 'setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'performance'],
  });
  const { client } = await simulated(() => say('Hi'), { faults: { 1: 'pings_only' }, pingEveryMs: 2 });
  const { watchdog, cancel } = watch();
  watchdog.onKick = (kicks) => (kicks < 20 ? jest.advanceTimersByTime(IDLE_MS - 1) : cancel());
  await expect(streamReply(client, REQUEST, watchdog)).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
  expect(watchdog.isIdle).toBe(false);
  watchdog.end();
});

test('silence for the whole time ends the request, and one millisecond less does not', () => {
  jest.useFakeTimers();
  const { watchdog } = watch();
  jest.advanceTimersByTime(IDLE_MS - 1);
  watchdog.kick();
  jest.advanceTimersByTime(IDLE_MS - 1);
  expect([watchdog.isIdle, watchdog.signal.aborted]).toEqual([false, false]);
  jest.advanceTimersByTime(1);
  expect([watchdog.isIdle, watchdog.signal.aborted]).toEqual([true, true]);
});

test('a watchdog that has ended barks no more, neither at silence nor at a cancellation', () => {
  jest.useFakeTimers();
  const { watchdog, cancel } = watch();
  watchdog.end();
  cancel();
  jest.advanceTimersByTime(10 * IDLE_MS);
  expect([watchdog.isIdle, watchdog.signal.aborted]).toEqual([false, false]);
});

test('a cancellation that came before the request keeps it from being sent', async () => {
  const { client, sim } = await simulated(() => say('Hi'));
  const cancelled = new AbortController();
  cancelled.abort();
  const { watchdog } = watch(cancelled);
  await expect(streamReply(client, REQUEST, watchdog)).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
  expect(sim.requests).toEqual([]);
  expect(watchdog.isIdle).toBe(false);
  watchdog.end();
});

test('the reply comes with the JSON text of each tool call, by the index of its block', async () => {
  const rawInput = '{"id": 90071992547409931}';
  const toolUses = [
    { name: 'look_up', input: {}, rawInput },
    { name: 'look_up', input: { a: '😀' } },
  ];
  const { client } = await simulated([{ text: 'Let me see.', toolUses }]);
  const { watchdog } = watch();
  const { message, requestId, rawJson } = await streamReply(client, { ...REQUEST, tools: [TOOL] }, watchdog);
  watchdog.end();
  expect([...rawJson]).toEqual([
    [1, rawInput],
    [2, '{"a":"😀"}'],
  ]);
  expect(message.stop_reason).toBe('tool_use');
  expect(requestId).toMatch(/^req_/);
});

test('an error is not retried here, for retries belong to Temporal', async () => {
  const { client, sim } = await simulated(() => say('Hi'), { faults: { 1: 'overloaded' } });
  const retrying = client.withOptions({ maxRetries: 5 });
  const { watchdog } = watch();
  await expect(streamReply(retrying, REQUEST, watchdog)).rejects.toMatchObject({ status: 529 });
  watchdog.end();
  expect(sim.requests).toHaveLength(1);
});
