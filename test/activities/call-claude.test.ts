/** The activity behind every decision of the model: what it sends, what it gives back, and what it never sends. */
import { say, use } from '../../src/testing/simulator/scripted-reply';
import { callRig, closeRigs, firstCall, lookUp, nextCall, text } from './call-rig';
import { offerOf, reservationOf } from './reserved';

const RESERVATION = reservationOf(firstCall(), lookUp);

afterEach(closeRigs);

describe('a reply', () => {
  test('comes back unchanged, with what code found out about it', async () => {
    const { sim, reply } = await callRig([
      use('look_up', { id: '7' }, { id: 'toolu_7', text: 'Let me see.', thinking: 'Hm.' }),
    ]);
    const result = await reply(1);
    expect(result).toMatchObject({
      ...{
        v: 1,
        stopReason: 'tool_use',
        model: 'claude-opus-5-5',
        unaccountedNanoUsd: 0,
        offer: { tools: [offerOf(lookUp)] },
      },
      content: [
        { type: 'thinking' },
        { type: 'text', text: 'Let me see.' },
        { type: 'tool_use', id: 'toolu_7', input: { id: '7' } },
      ],
      calls: [{ id: 'toolu_7', args: { id: '7', page: 1 } }],
    });
    expect(result.requestId).toMatch(/^req_/);
    expect(result).not.toHaveProperty('malformed');
    sim.verifyUsed();
  });

  test('of a later call does not repeat the offer of its segment, and that offer is what is sent', async () => {
    const { sim, reply, toolResult } = await callRig([use('look_up', { id: '7' }, { id: 'toolu_7' }), say('Found.')]);
    await reply(1);
    const second = await reply(2, nextCall(2, await toolResult(1, 'toolu_7', { content: 'a book' })));
    expect(second).not.toHaveProperty('offer');
    expect(sim.requests[1]?.body.tools).toEqual(sim.requests[0]?.body.tools);
    expect(sim.requests[1]?.body.messages.at(-1)?.content).toMatchObject([
      { type: 'tool_result', tool_use_id: 'toolu_7', content: 'a book' },
    ]);
    sim.verifyUsed();
  });

  test('keeps its signed thinking, so that the API takes the conversation back', async () => {
    const { sim, reply } = await callRig([
      say('One.', { thinking: 'Hm.' }),
      say('Two.', { thinking: 'Hm!' }),
      say('Three.'),
    ]);
    await reply(1);
    await reply(2, nextCall(2, text('And?')));
    await reply(3, nextCall(3, text('And then?')));
    expect(sim.requests[2]?.body.messages).toHaveLength(5);
    sim.verifyUsed();
  });

  test.each([
    ['empty', say(''), []],
    ['of blank text', say(' \n'), [{ type: 'text', text: ' \n' }]],
  ])('that is %s is left out of the next request', async (_title, scripted, content) => {
    const { sim, reply } = await callRig([scripted, say('Two.')]);
    expect(await reply(1)).toMatchObject({ content, stopReason: 'end_turn' });
    await reply(2, nextCall(2, text('Answer again.')));
    expect(sim.requests[1]?.body.messages).toMatchObject([
      { role: 'user', content: [{ text: 'Hello' }, { text: 'Answer again.' }] },
    ]);
    sim.verifyUsed();
  });

  test('that pauses goes on from where it was', async () => {
    const { sim, reply } = await callRig([say('One moment.', { fault: 'pause_turn' }), say('Done.')]);
    expect((await reply(1)).stopReason).toBe('pause_turn');
    expect(await reply(2, nextCall(2))).toMatchObject({ stopReason: 'end_turn', content: [{ text: 'Done.' }] });
    expect(sim.requests[1]?.body.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
    sim.verifyUsed();
  });

  test.each([
    ['inside a tool call', use('look_up', { id: '7'.repeat(50) }, { fault: 'max_tokens_in_tool' }), 'max_tokens'],
    ['inside its thinking', say('Hi', { thinking: 'Hm.', fault: 'max_tokens_in_thinking' }), 'max_tokens'],
    ['by a refusal', use('look_up', { id: '7' }, { fault: { kind: 'refusal', afterPartialTool: true } }), 'refusal'],
    [
      'by the context window',
      use('look_up', { id: '7' }, { fault: 'context_window' }),
      'model_context_window_exceeded',
    ],
  ])('that is cut off %s has no calls that may run', async (_title, scripted, stopReason) => {
    const { sim, reply } = await callRig([scripted]);
    expect(await reply(1)).toMatchObject({ stopReason, calls: [] });
    sim.verifyUsed();
  });

  test('that is a refusal says its category', async () => {
    const { reply } = await callRig([say('no', { fault: 'refusal' })]);
    expect(await reply(1)).toMatchObject({
      stopReason: 'refusal',
      content: [],
      stopDetails: { category: 'general_harms' },
    });
  });
});

describe('usage and cost', () => {
  test('equal the bill, call by call, with what the cache saved', async () => {
    const long = 'The house rules. '.repeat(400);
    const { sim, reply } = await callRig([say('One.'), say('Two.'), say('Three.')]);
    const replies = [
      await reply(1, firstCall({ system: long })),
      await reply(2, nextCall(2, text('And?'.repeat(600)))),
      await reply(3, nextCall(3, text('And?'))),
    ];
    const told = replies.map(({ usage, costNanoUsd }) => [
      usage.inputTokens,
      usage.cacheWrite5mTokens,
      usage.cacheReadTokens,
      usage.outputTokens,
      costNanoUsd,
    ]);
    expect(told).toEqual(
      sim
        .bill()
        .attempts.map((paid) => [
          paid.inputTokens,
          paid.cacheWrite5m,
          paid.cacheRead,
          paid.outputTokens,
          paid.costNanoUsd,
        ]),
    );
    expect(replies[0]?.usage.cacheWriteTokens).toBeGreaterThan(1_000);
    expect(replies[1]?.usage.cacheReadTokens).toBe(replies[0]?.usage.cacheWriteTokens);
    expect(replies[2]?.usage.cacheReadTokens).toBeGreaterThan(replies[1]?.usage.cacheReadTokens ?? Infinity);
  });

  test('equal the bill where the split of cache writes lags behind their total', async () => {
    const { sim, reply } = await callRig([say('One.')], { staleCacheSplit: true });
    const { usage, costNanoUsd } = await reply(1, firstCall({ system: 'Rules. '.repeat(800) }));
    expect(usage.cacheWrite5mTokens).toBeLessThan(usage.cacheWriteTokens);
    expect(costNanoUsd).toBe(sim.bill().costNanoUsd);
  });

  test('of an attempt that broke off come on top, as not accounted for', async () => {
    const { sim, call } = await callRig([say('Hi', { fault: 'error_event' })]);
    const first = await call(1);
    const second = await call(1, {}, { attempt: 2, heartbeatDetails: first.beats.at(-1) });
    expect(second.result).toMatchObject({
      unaccountedNanoUsd: RESERVATION,
      costNanoUsd: sim.bill().attempts[1]?.costNanoUsd,
    });
  });
});
