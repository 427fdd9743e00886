/** Which reply a request gets: in order, again after a failure, and with a complaint about what was not scripted. */
import { setImmediate } from 'node:timers/promises';
import { type ScriptedReply, say } from '../../../src/testing/simulator/scripted-reply';
import { type Answer, BASE, closeAll, rig } from './rig';

const textOf = ({ text }: Answer): string | undefined =>
  (JSON.parse(text) as { content?: { text: string }[] }).content?.[0]?.text;

describe('ScriptBook', () => {
  afterEach(closeAll);

  test('gives the replies in order, and the same one after a refused request', async () => {
    const { post, sim } = await rig([say('one'), say('two')]);
    expect(textOf(await post(BASE))).toBe('one');
    expect((await post({ ...BASE, messages: [] })).status).toBe(400);
    expect(textOf(await post(BASE))).toBe('two');
    sim.verifyUsed();
  });

  test('complains about an unused reply', async () => {
    const { post, sim } = await rig([say('one'), say('two'), say('three')]);
    await post(BASE);
    expect(() => sim.verifyUsed()).toThrow('scripted reply 2, 3 was not used');
  });

  test('refuses an unexpected request and complains about it', async () => {
    const { post, sim } = await rig([]);
    const answer = await post(BASE);
    expect([answer.status, answer.message]).toEqual([
      400,
      'simulator: request 1 was unexpected: no scripted reply is left',
    ]);
    expect(() => sim.verifyUsed()).toThrow('request 1 was unexpected');
  });

  test('complains when the script throws', async () => {
    const script = (): ScriptedReply => {
      throw new Error('I know no order 7');
    };
    const { post, sim } = await rig(script);
    expect((await post(BASE)).message).toContain('the script threw: I know no order 7');
    expect(() => sim.verifyUsed()).toThrow('I know no order 7');
  });

  test('asks a function with the request', async () => {
    const { post } = await rig(async ({ number, body }) => Promise.resolve(say(`${number} ${body.model}`)));
    await post(BASE);
    expect(textOf(await post(BASE))).toBe('2 claude-opus-5-5');
  });

  test('starts again with another script', async () => {
    const { post, sim } = await rig([say('one'), say('two')]);
    sim.setScript([say('other')]);
    expect(textOf(await post(BASE))).toBe('other');
    sim.verifyUsed();
  });

  test('uses no reply for a fault by request number', async () => {
    const { post, sim } = await rig([say('one')], { faults: { 1: 'overloaded', 2: 'refusal' } });
    expect((await post(BASE)).status).toBe(529);
    expect((await post(BASE)).text).toContain('"stop_reason":"refusal"');
    expect(textOf(await post(BASE))).toBe('one');
    sim.verifyUsed();
  });

  test('strikes once with the fault of a reply, then gives the reply', async () => {
    const { post, sim } = await rig([say('one', { fault: 'server_error' }), say('two')]);
    expect((await post(BASE)).status).toBe(500);
    expect(() => sim.verifyUsed()).toThrow('scripted reply 1, 2 was not used');
    expect(textOf(await post(BASE))).toBe('one');
    expect(textOf(await post(BASE))).toBe('two');
    sim.verifyUsed();
  });

  test('strikes once per request when a function gives the fault', async () => {
    const { post } = await rig(() => say('one', { fault: 'overloaded' }));
    expect((await post(BASE)).status).toBe(529);
    expect((await post(BASE)).status).toBe(200);
    expect((await post({ ...BASE, max_tokens: 7 })).status).toBe(529);
  });

  test('uses a reply up when its fault only ends it early', async () => {
    const { post, sim } = await rig([say('one', { fault: 'refusal' }), say('two')]);
    expect((await post(BASE)).text).toContain('"stop_reason":"refusal"');
    expect(textOf(await post(BASE))).toBe('two');
    sim.verifyUsed();
  });

  test('gives a reply again when its caller left before the end', async () => {
    const { client, post, sim } = await rig([say('word '.repeat(50)), say('two')], { tokensPerSecond: 200 });
    const stream = client.messages.stream({ ...BASE, messages: [...BASE.messages] });
    stream.once('text', () => stream.abort());
    await expect(stream.finalMessage()).rejects.toThrow('aborted');
    while (!sim.requests[0]?.problem) await setImmediate(); // the server hears of it a moment later
    expect(textOf(await post(BASE))).toBe('word '.repeat(50));
    expect(textOf(await post(BASE))).toBe('two');
    sim.verifyUsed();
    expect(sim.requests[0]?.problem).toBe('the caller left before the end');
  });
});
