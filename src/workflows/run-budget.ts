/**
 * The budgets of one run: the whole run's, which pipeline code declares at its start, and one for each agent. Temporal
 * gives every run its own copy of module state.
 */
import { condition } from '@temporalio/workflow';
import type { Gauge } from '../common/gauge';
import { limitsProblem, type Limits } from '../common/limits';
import { nanoUsd } from '../common/money';
import { RUN_BUDGET } from '../common/raise';
import { claudeName } from '../common/tool-name';
import { invalid } from './ask';
import { Budget, UNLIMITED } from './budget';
import { Deadline } from './deadline';
import type { Progress } from './progress';
import { Purse } from './purse';
import { callsLeft } from './run-state';
import { runIsLimited } from './story';

/** A budget by its name for people, `run` or `resolver.1`, and its clock. */
export interface Metered {
  readonly name: string;
  readonly budget: Budget;
  readonly deadline: Deadline;
}

/** What an agent spends from. */
export interface AgentBudget {
  readonly purse: Purse;
  /** The clocks that it runs under. */
  readonly deadlines: readonly Deadline[];
  /** How its own limits stand, and the run's. */
  gauges(): { readonly own: Gauge; readonly run?: Gauge };
  close(): void;
}

/** Limits of a whole run. */
export interface RunLimits extends Limits {
  /**
   * Calls of a tool by all agents of the run together, by its name; more are answered with a refusal. A name that no toolbox
   * has limits nothing.
   */
  readonly maxCalls?: Readonly<Record<string, number>>;
}

const open = new Map<string, Metered>();

/**
 * Limits what all agents of this run may spend together, side by side or one after the other. Call it once, before the
 * first of them. Child workflows are not among them: give them limits of their own with `lendBudget`. Throws
 * `InvalidAgent` for limits that can't work.
 */
export function limitRun({ maxCalls = {}, ...limits }: RunLimits): void {
  const problem = limitsProblem(limits) ?? maxCallsProblem(maxCalls);
  if (problem) throw invalid(problem);
  if (open.size > 0) throw invalid('limitRun must be called once, before the first agent of the run.');
  const run = add(RUN_BUDGET, new Budget(limits), Date.now());
  runIsLimited(() => gaugeOf(run));
  for (const [tool, most] of Object.entries(maxCalls)) callsLeft.set(claudeName(tool), most);
}

/** What is left of the run's limits, as limits: for a run that goes on from here, say. */
export function budgetLeft(): RunLimits {
  const run = open.get(RUN_BUDGET);
  if (!run) return {};
  const { budget, deadline } = run;
  const { nanoUsd: nano, tokens } = budget.leftFor();
  const [turns, toolCalls] = [budget.countLeft('turns'), budget.countLeft('toolCalls')];
  const { atLimit } = budget.limits;
  return {
    ...(nano !== UNLIMITED && { budget: nano }),
    ...(tokens !== UNLIMITED && { maxTokensTotal: tokens }),
    ...(turns !== UNLIMITED && { maxTurns: turns }),
    ...(toolCalls !== UNLIMITED && { maxToolCalls: toolCalls }),
    ...(deadline.endsAtMs !== undefined && { maxWallMs: Math.max(1, deadline.endsAtMs - Date.now()) }),
    ...(atLimit && { atLimit }),
    ...(callsLeft.size > 0 && { maxCalls: Object.fromEntries(callsLeft) }),
  };
}

/** Opens the budget of one agent, with what it has used in earlier runs. Close it when the agent ends. */
export function openBudget(name: string, limits: Limits, progress: Progress): AgentBudget {
  const { costNanoUsd, unaccountedNanoUsd, tokens, turns, toolCalls } = progress;
  const amount = { nanoUsd: nanoUsd(costNanoUsd + unaccountedNanoUsd), tokens };
  if (limits.maxWallMs !== undefined) progress.startedAtMs ??= Date.now();
  const own = add(name, new Budget(limits, { amount, turns, toolCalls }), progress.startedAtMs ?? 0);
  const run = open.get(RUN_BUDGET);
  const purse = new Purse(own.budget, run?.budget, (holds) => condition(holds));
  return {
    purse,
    deadlines: [own.deadline, ...(run ? [run.deadline] : [])].filter(({ endsAtMs }) => endsAtMs !== undefined),
    gauges: () => ({ own: gaugeOf(own), ...(run && { run: gaugeOf(run) }) }),
    close: () => {
      purse.close();
      own.deadline.stop();
      open.delete(name);
    },
  };
}

/** The whole run's, where it has one. */
export function runBudget(): Budget | undefined {
  return open.get(RUN_BUDGET)?.budget;
}

/** All that can be raised now; the run's comes first. */
export function openBudgets(): readonly Metered[] {
  return [...open.values()];
}

function maxCallsProblem(maxCalls: NonNullable<RunLimits['maxCalls']>): string | undefined {
  const wrong = Object.entries(maxCalls).find(([, most]) => !(Number.isSafeInteger(most) && most >= 0));
  return wrong && `maxCalls of \`${wrong[0]}\` must be a whole number, not \`${wrong[1]}\`.`;
}

function gaugeOf({ budget: { limits, used }, deadline: { startedAtMs } }: Metered): Gauge {
  return { limits: { ...limits, ...(limits.maxWallMs !== undefined && { startedAtMs }) }, used };
}

function add(name: string, budget: Budget, startedAtMs: number): Metered {
  const metered = { name, budget, deadline: new Deadline(budget, name, startedAtMs) };
  open.set(name, metered);
  return metered;
}
