/**
 * Random runs of agents that share a budget, while workers are killed and the API fails: the simulator's bill is never
 * above a budget, and never above the worst case that was stated before. `DW_BUDGET_SEED` plays other runs.
 */
import fc from 'fast-check';
import { worstCase } from '../../src/activities';
import { usd } from '../../src/common/money';
import { say, use, type Fault, type ScriptedReply, type SimulatedRequest, type WorkerProcess } from '../../src/testing';
import type { Ask, Limits } from '../../src/workflows';
import * as tools from './fixtures/lab-tools';
import { worker as agent, type SharedWork } from './fixtures/lab-workflows';
import { openLab, startLabWorker, type Lab } from './lab';

const RUNS = Number(process.env['DW_BUDGET_RUNS'] ?? 4);
const SEED = Number(process.env['DW_BUDGET_SEED'] ?? 20_261_126);
const MINUTE_MS = 60_000;

/** What one agent of a run is asked, and what Claude replies to it, turn by turn. */
interface Task {
  readonly limits: Omit<Ask, 'prompt'>;
  readonly replies: readonly { readonly size: number; readonly fault?: Fault }[];
}

/** A run, the requests of it that fail, and how many times its worker is killed. */
interface Scenario {
  readonly limits: Limits;
  readonly tasks: readonly Task[];
  readonly faults: readonly (Fault | undefined)[];
  /** The places at which the worker is killed, counted as it comes to them. */
  readonly kills: readonly number[];
}

const atLimit = fc.constantFrom('end' as const, 'close' as const);
const some = <T>(value: fc.Arbitrary<T>, freq = 2) => fc.option(value, { nil: undefined, freq });
const cents = (min: number, max: number) => fc.integer({ min, max }).map((count) => usd(count / 100));

/** Most of these end an agent, so that budgets would hardly be reached were they not rare. */
const rarely = fc.oneof(
  { weight: 9, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Fault>('max_tokens_in_tool', 'pause_turn', 'refusal', 'reset', 'clean_end'),
  },
);

const task: fc.Arbitrary<Task> = fc.record({
  limits: fc.record(
    { budget: cents(10, 60), maxTokensTotal: fc.integer({ min: 8_000, max: 150_000 }), atLimit },
    { requiredKeys: [] },
  ),
  replies: fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 30_000 }), fault: rarely }).map(({ size, fault }) => ({
      ...{ size },
      ...(fault && { fault }),
    })),
    { maxLength: 10, size: 'max' },
  ),
});

const scenario: fc.Arbitrary<Scenario> = fc.record({
  limits: fc.record(
    { budget: cents(15, 120), maxTokensTotal: fc.integer({ min: 15_000, max: 400_000 }), atLimit },
    { requiredKeys: ['budget'] },
  ),
  tasks: fc.array(task, { minLength: 1, maxLength: 4 }),
  faults: fc.array(some(fc.constantFrom<Fault>('overloaded', 'server_error', 'reset', 'clean_end', 'error_event')), {
    maxLength: 8,
  }),
  kills: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 2 }),
});

const faults: Record<number, Fault> = {};
let lab: Lab;
let process_: WorkerProcess | undefined;
let seen = 0;
let kills: number[] = [];
let killed = 0;
let replacing: Promise<void> | undefined;

beforeAll(async () => {
  lab = await openLab({ withWorker: false, simulator: { faults } });
  await begin();
}, 3 * MINUTE_MS);

afterAll(async () => {
  kills = [];
  await replacing;
  await process_?.kill();
  await lab.close();
});

/** A worker that is killed at the places that are due, and replaced. */
async function begin(): Promise<void> {
  process_ = await startLabWorker(lab, () => {
    if (replacing || !kills.includes(seen++)) return undefined;
    killed++;
    replacing = process_
      ?.kill()
      .then(begin)
      .catch((error: unknown) => {
        console.warn(`A worker did not start, and another one is tried: ${String(error)}`);
        return begin();
      })
      .finally(() => (replacing = undefined));
    return new Promise<void>(() => undefined); // held until it is killed
  });
}

test(
  `${RUNS} random runs pay no more than their budgets, and no more than was stated`,
  async () => {
    const scenarios = fc.sample(scenario, { numRuns: RUNS, seed: SEED });
    const told = {
      runs: RUNS,
      kills: 0,
      attempts: 0,
      broken: 0,
      mostOfALimit: 0,
      outcomes: {} as Record<string, number>,
    };
    for (const [number, one] of scenarios.entries()) {
      const { bill, outcomes, mostOfALimit } = await play(one, number);
      expect({ number, within: mostOfALimit <= 1 }).toEqual({ number, within: true });
      told.attempts += bill.attempts;
      told.broken += bill.broken;
      told.mostOfALimit = Math.max(told.mostOfALimit, mostOfALimit);
      for (const { kind } of outcomes) told.outcomes[kind] = (told.outcomes[kind] ?? 0) + 1;
    }
    console.log(`seed ${SEED}: ${JSON.stringify({ ...told, kills: killed })}`);
  },
  RUNS * MINUTE_MS,
);

async function play({ limits, tasks, faults: planned, kills: due }: Scenario, number: number) {
  const before = lab.simulator.bill().attempts.length;
  const next = lab.simulator.requests.length + 1;
  planned.forEach((fault, at) => fault && Object.assign(faults, { [next + at]: fault }));
  [seen, kills] = [0, [...due]];
  const asks = tasks.map(({ limits: own }, at) => ({ prompt: promptOf(number, at), ...own }));
  const script = ({ body }: SimulatedRequest): ScriptedReply => replyTo(body, tasks, number);
  const run = await lab.start('workWithin', { limits, asks }, script);
  const { outcomes } = (await run.result()) as SharedWork;
  const attempts = lab.simulator.bill().attempts.slice(before);
  const parts = [partOf(limits, sumOf(attempts))];
  asks.forEach((ask, at) => {
    const own = attempts.filter(
      ({ requestNumber }) => promptIn(lab.simulator.requests[requestNumber - 1]!) === ask.prompt,
    );
    const { cost, tokens } = sumOf(own);
    parts.push(partOf(ask, { cost, tokens }));
    const most = worstCase(agent, { ask, tools });
    const outcome = outcomes[at]!;
    expect({ number, at, cost: cost <= most.costNanoUsd, tokens: tokens <= most.tokens }).toEqual({
      number,
      at,
      cost: true,
      tokens: true,
    });
    expect(outcome.costNanoUsd + outcome.unaccountedNanoUsd).toBeGreaterThanOrEqual(cost);
  });
  const { totals } = await lab.client.ledger(run.id);
  const bill = sumOf(attempts);
  expect(totals.costNanoUsd + totals.unaccountedNanoUsd).toBeGreaterThanOrEqual(bill.cost);
  return {
    outcomes,
    mostOfALimit: Math.max(...parts),
    bill: { ...bill, attempts: attempts.length, broken: attempts.filter(({ completed }) => !completed).length },
  };
}

/** How much was used of the limit that came nearest to its end. */
function partOf({ budget, maxTokensTotal }: Limits, { cost, tokens }: ReturnType<typeof sumOf>): number {
  return Math.max(cost / (budget ?? Infinity), tokens / (maxTokensTotal ?? Infinity));
}

const promptOf = (run: number, at: number): string => `Run ${run}, task ${at}.`;

function promptIn({ body }: Pick<SimulatedRequest, 'body'>): string {
  const content = body.messages[0]?.content;
  return typeof content === 'string' ? content : String((content?.[0] as { text?: unknown } | undefined)?.text);
}

/** Depends on nothing but the request: whoever asks again gets the same. */
function replyTo(body: SimulatedRequest['body'], tasks: readonly Task[], run: number): ScriptedReply {
  const at = tasks.findIndex((_, index) => promptIn({ body }) === promptOf(run, index));
  const turn = body.messages.filter(({ role }) => role === 'assistant').length;
  const reply = tasks[at]?.replies[turn];
  if (!reply || body.tool_choice?.type === 'none') return say('Done.');
  return use('read', { size: reply.size }, reply.fault ? { fault: reply.fault } : {});
}

function sumOf(attempts: ReturnType<Lab['simulator']['bill']>['attempts']): { cost: number; tokens: number } {
  const tokens = attempts.reduce(
    (sum, { inputTokens, cacheRead, cacheWrite1h, cacheWrite5m, outputTokens }) =>
      sum + inputTokens + cacheRead + cacheWrite1h + cacheWrite5m + outputTokens,
    0,
  );
  return { cost: attempts.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0), tokens };
}
