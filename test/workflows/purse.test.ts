/** Agents that share a budget, by random plans: what they really paid is never above any limit, and none waits for ever. */
import fc from 'fast-check';
import { nanoUsd } from '../../src/common/money';
import type { Limits } from '../../src/common/limits';
import { play, type Plan, type PlannedAgent, type PlannedCall } from './budget-model';

/** `npm run faults -- budgets` plays all 10,000. */
const RUNS = Number(process.env['DW_BUDGET_SCRIPTS'] ?? 1_000);

const call: fc.Arbitrary<PlannedCall> = fc.record({
  most: fc.integer({ min: 1, max: 60 }),
  percent: fc.integer({ min: 0, max: 100 }),
  lost: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
  tools: fc.integer({ min: 0, max: 3 }),
  delay: fc.integer({ min: 1, max: 20 }),
  isCutOff: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const limits: fc.Arbitrary<Limits> = fc
  .record(
    {
      budget: fc.integer({ min: 0, max: 400 }).map(nanoUsd),
      maxTokensTotal: fc.integer({ min: 0, max: 400 }),
      maxTurns: fc.integer({ min: 1, max: 12 }),
      maxToolCalls: fc.integer({ min: 0, max: 12 }),
      atLimit: fc.constantFrom('end' as const, 'close' as const, 'pause' as const),
    },
    { requiredKeys: [] },
  )
  .map((some) => some);

const agent: fc.Arbitrary<PlannedAgent> = fc.record({
  calls: fc.array(call, { maxLength: 6 }),
  limits: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: limits }),
});

const plan: fc.Arbitrary<Plan> = fc.record({
  limits,
  agents: fc.array(agent, { minLength: 1, maxLength: 5 }),
  raises: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 4 }),
});

test('agents that share a budget never pay more than any limit allows, and all come to an end', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (planned) => {
      const { outcomes, paid, raised, turns, toolCalls, underWayAtTheEnd } = await play(planned);
      const total = paid.reduce((sum, one) => sum + one, 0);
      const atMost = ({ budget, maxTokensTotal }: Limits) => Math.min(budget ?? Infinity, maxTokensTotal ?? Infinity);
      expect(total).toBeLessThanOrEqual(atMost(planned.limits) + raised);
      planned.agents.forEach((one, at) => expect(paid[at]).toBeLessThanOrEqual(atMost(one.limits) + raised));
      outcomes.forEach((outcome, at) => {
        if (outcome !== 'stopped')
          expect(outcome.costNanoUsd + outcome.unaccountedNanoUsd).toBeGreaterThanOrEqual(paid[at]!);
      });
      expect(toolCalls).toBeLessThanOrEqual((planned.limits.maxToolCalls ?? Infinity) + raised);
      expect(turns).toBeLessThanOrEqual(
        cutOffs(planned) + (planned.limits.maxTurns ?? Infinity) + raised + outcomes.length,
      );
      expect(underWayAtTheEnd).toBe(0);
    }),
    { numRuns: RUNS, seed: 20261126 },
  );
}, 120_000);

/** Replies that are asked for again; they are turns on the bill, not in the count. */
function cutOffs({ agents }: Plan): number {
  return agents.flatMap(({ calls }) => calls).filter(({ isCutOff }) => isCutOff).length;
}

test('what one agent leaves the others have', async () => {
  const one = { most: 60, percent: 10, lost: 0, tools: 0, delay: 1, isCutOff: false };
  const { outcomes, paid } = await play({
    limits: { budget: nanoUsd(70) },
    agents: [1, 2, 3].map((delay) => ({ calls: [{ ...one, delay }], limits: {} })),
    raises: [],
  });
  const kinds = outcomes.map((outcome) => outcome !== 'stopped' && outcome.kind);
  expect(kinds.sort()).toEqual(['answer', 'answer', 'budget']);
  expect([...paid].sort()).toEqual([0, 6, 6]);
});

test('a closing call is held back from the start, whatever others take meanwhile', async () => {
  const step = { most: 20, percent: 100, lost: 0, tools: 1, delay: 1, isCutOff: false };
  const greedy = { ...step, most: 5 };
  const { outcomes } = await play({
    limits: { budget: nanoUsd(200), atLimit: 'end' },
    agents: [
      { calls: Array.from({ length: 6 }, () => step), limits: { atLimit: 'close' } },
      { calls: Array.from({ length: 6 }, () => greedy), limits: {} },
    ],
    raises: [],
  });
  expect(outcomes[0]).toMatchObject({ kind: 'budget', limit: 'usd', text: 'Done.' });
});
