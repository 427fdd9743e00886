/**
 * Limits that a person raises while the run goes on, before they are reached or while an agent waits for it: the Update
 * `raiseBudget`, and the wait.
 */
import { condition, defineUpdate, setHandler } from '@temporalio/workflow';
import { isJsonObject } from '../common/json';
import type { LimitKind, Limits } from '../common/limits';
import { usd } from '../common/money';
import { RAISE_UPDATE, RUN_BUDGET, type RaiseInput, type RaiseResult } from '../common/raise';
import type { Hit } from './purse';
import { openBudgets, type Metered } from './run-budget';
import { limitsChanged } from './story';
import { oneLine } from './summary';
import { REMINDER_MS, whileWaiting } from './waits';

const FIELD = {
  usd: 'budget',
  tokens: 'maxTokensTotal',
  turns: 'maxTurns',
  toolCalls: 'maxToolCalls',
  ms: 'maxWallMs',
} as const satisfies Record<string, keyof Limits>;

type Raisable = keyof typeof FIELD;

const KINDS = Object.keys(FIELD) as readonly Raisable[]; // `Object.keys` forgets them

/** What ran out, in words, and what is sent to raise it. */
const REACHED: Readonly<Record<LimitKind, readonly [string, string]>> = {
  usd: ['money', '"usd":1'],
  tokens: ['tokens', '"tokens":100000'],
  turns: ['turns', '"turns":10'],
  toolCalls: ['tool calls', '"toolCalls":10'],
  time: ['time', '"ms":3600000'],
};

const raiseBudget = defineUpdate<RaiseResult, [RaiseInput]>(RAISE_UPDATE);
const waiting = new Set<Metered>();

/** Waits until somebody raises the limits of the budget that was hit. Cancellation is thrown. */
export async function pauseUntilRaised({ budget, limit }: Hit, label: string): Promise<void> {
  const metered = openBudgets().find((one) => one.budget === budget);
  if (!metered) throw new TypeError('A budget that is closed can not be waited for.');
  const { raises } = budget;
  const [what, example] = REACHED[limit];
  const why = `the limit of ${what} of ${metered.name} is reached`;
  const wait = {
    step: label,
    why,
    answer: `Update ${RAISE_UPDATE}, one object: \`{${example},"of":"${metered.name}"}\``,
  };
  const summary = oneLine(`${label} · waits: ${why} · Update ${RAISE_UPDATE}`);
  waiting.add(metered);
  try {
    await whileWaiting(wait, async () => {
      while (budget.raises === raises) await condition(() => budget.raises !== raises, REMINDER_MS, { summary });
    });
  } finally {
    waiting.delete(metered);
  }
}

/** Takes the Update `raiseBudget` in this run. */
export function takeRaises(): void {
  setHandler(raiseBudget, raise, {
    description:
      'Raises limits, before they are reached or while a step waits for it. One object: "usd", "tokens", "turns", "toolCalls" or "ms" say by how much; "of" whose, `run` or an agent such as `resolver.1`; "by" and "note" are for the record.',
    validator: requireRaisable,
  });
}

function raise(input: RaiseInput): RaiseResult {
  const { name, budget, deadline } = targetOf(input);
  budget.raise(raised(input, { budget, deadline }));
  if (input.ms !== undefined) deadline.restart();
  limitsChanged();
  return { of: name, limits: budget.limits };
}

function raised(input: RaiseInput, { budget: { limits }, deadline }: Pick<Metered, 'budget' | 'deadline'>): Limits {
  const entries = KINDS.flatMap((kind): [string, number][] => {
    const by = input[kind];
    if (by === undefined) return [];
    const before = limits[FIELD[kind]] ?? 0;
    const base = kind === 'ms' ? Math.max(before, Date.now() - deadline.startedAtMs) : before;
    return [[FIELD[kind], base + (kind === 'usd' ? usd(by) : by)]];
  });
  return Object.fromEntries(entries); // `fromEntries` forgets the keys
}

/** Throws what is wrong with it, before it becomes part of history. */
function requireRaisable(input: unknown): void {
  if (!isJsonObject(input)) throw new TypeError('raiseBudget takes one object, for instance {"usd":1}.');
  const asked = KINDS.filter((kind) => input[kind] !== undefined);
  if (asked.length === 0) throw new TypeError(`Say by how much: one of ${KINDS.join(', ')}.`);
  for (const kind of asked) {
    const by = input[kind];
    const isAmount = typeof by === 'number' && by > 0 && (kind === 'usd' ? Number.isFinite(by) : Number.isInteger(by));
    if (!isAmount) throw new TypeError(`\`${kind}\` must be more than nothing, not \`${String(by)}\`.`);
  }
  const { name, budget } = targetOf(input); // its amounts were checked above, its name is checked there
  const missing = asked.find((kind) => budget.limits[FIELD[kind]] === undefined);
  if (missing) throw new Error(`\`${name}\` has no limit of \`${missing}\` that could be raised.`);
  const after = raised(input, targetOf(input));
  if (!Object.values(after).every(Number.isSafeInteger)) throw new TypeError('That is more than can be counted.');
}

/** What is named; else what waits for it, the run's own, or the only agent's. */
function targetOf({ of }: RaiseInput): Metered {
  const all = openBudgets();
  const names = all.map(({ name }) => `\`${name}\``).join(', ');
  const named = all.filter(({ name }) => name === of);
  const byDefault = [[...waiting], all.filter(({ name }) => name === RUN_BUDGET), all];
  const [target, ...others] = of === undefined ? (byDefault.find((list) => list.length === 1) ?? []) : named;
  if (target && others.length === 0) return target;
  if (all.length === 0) throw new Error('No agent of this run is at work, so there is nothing to raise.');
  throw new Error(
    of === undefined ? `Say whose with "of": ${names}.` : `There is no budget of \`${of}\`. There are: ${names}.`,
  );
}
