/** Where an agent's run stands, what it may still spend, and what continue-as-new carries. */
import { nanoUsd } from '../../src/common/money';
import { CARRIED, type CarryResult } from '../../src/common/carry';
import { carriedProgress, carry, freshProgress, settle } from '../../src/workflows/progress';

const opening = { model: 'm', system: 's', tools: ['read'] };
const offer = { tools: [{ name: 'read', description: 'd', inputSchema: {}, effect: 'read', timeoutMs: 1 }] } as const;
const result: CarryResult = { v: 1, messages: [], parts: 1, opening, offer, lastTokens: 77 };

test('a conversation starts with its first message and nothing spent', () => {
  const delta = [{ kind: 'text', text: 'Hello' }] as const;
  expect(freshProgress(delta)).toMatchObject({
    parent: null,
    segment: null,
    delta,
    turns: 0,
    toolCalls: 0,
    costNanoUsd: 0,
    unaccountedNanoUsd: 0,
    repaired: false,
  });
});

test('what is carried comes back as it was, to the last count', () => {
  const before = {
    ...freshProgress([]),
    parent: 'p',
    segment: 's',
    turns: 7,
    toolCalls: 5,
    callsByTool: { read: 5 },
    succeeded: ['read'],
    taint: { strangers: ['mail'], sensitive: ['account'] },
    repaired: true,
    costNanoUsd: nanoUsd(70),
    unaccountedNanoUsd: nanoUsd(9),
    tokens: 1_234,
    startedAtMs: 1_700_000_000_000,
  };
  const carried = carry('resolver', before, result);
  expect(carried).toMatchObject({ v: 1, agent: 'resolver', opening, offer, lastTokens: 77 });
  expect(carriedProgress(JSON.parse(JSON.stringify(carried)) as typeof carried)).toEqual({
    ...before,
    parent: CARRIED,
    segment: CARRIED,
    offer,
    delta: [],
  });
});

test('counting on does not change what was carried', () => {
  const carried = carry('resolver', { ...freshProgress([]), callsByTool: { read: 1 } }, result);
  carriedProgress(carried).callsByTool['read'] = 2;
  expect(carried.callsByTool).toEqual({ read: 1 });
});

test('what calls cost adds up, known and unknown apart, and their tokens', () => {
  const progress = freshProgress([]);
  settle(progress, { costNanoUsd: nanoUsd(10), unaccountedNanoUsd: nanoUsd(3) }, 200);
  settle(progress, { costNanoUsd: nanoUsd(5), unaccountedNanoUsd: nanoUsd(0) }, 100);
  expect([progress.costNanoUsd, progress.unaccountedNanoUsd, progress.tokens]).toEqual([15, 3, 300]);
});
