/** What a run can cost at the most, computed here by hand where that is possible. */
import { z } from 'zod';
import { defineTool, worstCase } from '../../src/activities';
import { usd } from '../../src/common/money';
import { POLICY } from '../../src/common/offer';
import { defineAgent } from '../../src/workflows/agent';
import { toolbox } from '../../src/workflows/toolbox';
import { firstCall, text } from './call-rig';
import { reservationOf, tokensOf } from './reserved';

const look = defineTool({
  name: 'look',
  description: 'Looks.',
  effect: 'read',
  input: z.object({ at: z.string() }),
  run: async ({ at }) => at,
});
const base = { name: 'a', model: 'claude-opus-5-5', system: 'Be brief.', maxTokens: 1_000 };
const alone = defineAgent(base);
const tools = { look };
const looking = defineAgent({ ...base, tools: toolbox<typeof tools>({ look: {} }), maxTurns: 4 });
const ask = { prompt: 'Hello' };

test('of one turn is ten attempts, and twice ten with more room', () => {
  const input = { ...firstCall({ tools: [], policy: POLICY }), delta: [text('Hello')] };
  const more = { ...input, maxTokens: 2_000 };
  expect(worstCase(alone, { ask: { ...ask, maxTurns: 1 } })).toEqual({
    costNanoUsd: 10 * (reservationOf(input) + 2 * reservationOf(more)),
    tokens: 10 * (tokensOf(input) + 2 * tokensOf(more)),
  });
});

test('is never above the limits of the ask', () => {
  const limits = { budget: usd(0.01), maxTokensTotal: 500 };
  expect(worstCase(looking, { ask: { ...ask, ...limits }, tools })).toEqual({ costNanoUsd: usd(0.01), tokens: 500 });
});

test('grows with the turns, with what tools may return, and with a closing call', () => {
  const costs = [
    { ...ask, maxTurns: 1 },
    { ...ask, maxTurns: 2, maxToolCalls: 0 },
    { ...ask, maxTurns: 2, maxToolCalls: 2 },
    { ...ask, maxTurns: 2, maxToolCalls: 2, atLimit: 'close' as const },
    ask,
  ].map((one) => worstCase(looking, { ask: one, tools }).costNanoUsd);
  expect(costs).toEqual([...costs].sort((a, b) => a - b));
  expect(new Set(costs).size).toBe(costs.length);
});

test('needs the tools, and a price', () => {
  expect(() => worstCase(looking, { ask })).toThrow('This worker has no tool `look`');
  const unknown = defineAgent({ ...base, model: 'claude-next' });
  expect(() => worstCase(unknown, { ask })).toThrow('There is no price for model `claude-next`');
});
