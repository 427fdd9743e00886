/** The bill, to the nano-dollar. */
import { say } from '../../../src/testing/simulator/scripted-reply';
import { BASE, closeAll, rig, text, user } from './rig';

const marked = (ttl: '5m' | '1h'): object => ({ cache_control: { type: 'ephemeral', ttl } });
const LONG = 'x'.repeat(8_000);

describe('billOf', () => {
  afterEach(closeAll);

  test('prices input and output of one call', async () => {
    const { post, sim } = await rig([say('Hi', { outputTokens: 100 })]);
    await post(BASE);
    expect(sim.bill()).toEqual({
      attempts: [
        {
          requestNumber: 1,
          model: 'claude-opus-5-5',
          inputTokens: 9,
          cacheWrite5m: 0,
          cacheWrite1h: 0,
          cacheRead: 0,
          outputTokens: 100,
          costNanoUsd: 9 * 4_000 + 100 * 20_000,
          completed: true,
        },
      ],
      costNanoUsd: 9 * 4_000 + 100 * 20_000,
    });
  });

  test('prices cache writes by their TTL and reads at their own rate', async () => {
    const { post, sim } = await rig(() => say('Hi', { outputTokens: 1 }));
    const both = { ...BASE, system: [text(LONG, marked('1h'))], messages: [user(text(LONG, marked('5m')))] };
    await post(both);
    await post(both);
    const [first, second] = sim.bill().attempts;
    expect(first?.costNanoUsd).toBe(first!.cacheWrite1h * 8_000 + first!.cacheWrite5m * 5_000 + 20_000);
    expect(second).toMatchObject({ inputTokens: 0, cacheWrite5m: 0, cacheWrite1h: 0 });
    expect(second?.cacheRead).toBe(first!.cacheWrite1h + first!.cacheWrite5m);
    expect(second?.costNanoUsd).toBe(second!.cacheRead * 200 + 20_000);
    expect(sim.bill().costNanoUsd).toBe(first!.costNanoUsd + second!.costNanoUsd);
  });

  test.each([
    [100_000, 100, 500],
    [100_001, 500, 2_500],
  ])('prices a Haiku 5.5 prompt of %i tokens by its length', async (tokens, input, output) => {
    const { post, sim } = await rig([say('Hi', { outputTokens: 10 })]);
    const frame = 'user:{"type":"text","text":""}'.length;
    const question = 'x'.repeat(tokens * 4 - frame);
    await post({ ...BASE, model: 'claude-haiku-5-5', messages: [user(text(question))] });
    expect(sim.bill().attempts).toMatchObject([{ inputTokens: tokens, costNanoUsd: tokens * input + 10 * output }]);
  });

  test.each([
    ['claude-sonnet-5-5', 2_000, 10_000],
    ['claude-haiku-4-5', 1_000, 5_000],
    ['claude-fable-5-2', 8_000, 40_000],
  ])('knows the price of %s', async (model, input, output) => {
    const { post, sim } = await rig([say('Hi', { outputTokens: 10 })]);
    await post({ ...BASE, model });
    expect(sim.bill().costNanoUsd).toBe(9 * input + 10 * output);
  });

  test('bills a call whose caller left for what had been sent', async () => {
    const { client, sim } = await rig([say('word '.repeat(400))], { tokensPerSecond: 1_000 });
    const stream = client.messages.stream({ ...BASE, messages: [...BASE.messages] });
    stream.once('text', () => stream.abort());
    await stream.finalMessage().catch(() => undefined);
    while (!sim.requests[0]?.problem) await new Promise(setImmediate);
    const [attempt] = sim.bill().attempts;
    expect(attempt?.completed).toBe(false);
    expect(attempt?.outputTokens).toBeGreaterThan(1);
    expect(attempt?.outputTokens).toBeLessThan(500);
  });

  test('never bills more output than max_tokens: a longer reply is cut there', async () => {
    const { post, sim } = await rig([say('0123456789'.repeat(4))]);
    const answer = JSON.parse((await post({ ...BASE, max_tokens: 5 })).text) as object;
    expect(answer).toMatchObject({ stop_reason: 'max_tokens', content: [{ text: '01234567890123456789' }] });
    expect(sim.bill().attempts).toMatchObject([{ outputTokens: 5, completed: true }]);
  });
});
