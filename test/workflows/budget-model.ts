/**
 * A world of agents that spend: real loops and purses, and a model of the API that charges and loses attempts. It keeps
 * its own books of what was really paid, and shares no arithmetic with the source.
 */
import { nanoUsd } from '../../src/common/money';
import type { Limits } from '../../src/common/limits';
import { FORMAT, type CallResult } from '../../src/common/wire';
import { defineAgent } from '../../src/workflows/agent';
import { runLoop, type Called, type CallRequest, type Steps } from '../../src/workflows/agent-loop';
import { Budget } from '../../src/workflows/budget';
import type { Outcome } from '../../src/workflows/outcome';
import { freshProgress } from '../../src/workflows/progress';
import { Purse } from '../../src/workflows/purse';
import { toolbox } from '../../src/workflows/toolbox';
import { say, use } from './scripted-steps';

/** One call as the world has it: what it may take, what it does take, and attempts before it that were lost. */
export interface PlannedCall {
  readonly most: number;
  /** Per cent of `most` that an attempt really takes. */
  readonly percent: number;
  readonly lost: number;
  readonly tools: number;
  /** When it ends, among all that are under way. */
  readonly delay: number;
  readonly isCutOff: boolean;
}

/** One agent of a run. */
export interface PlannedAgent {
  readonly calls: readonly PlannedCall[];
  readonly limits: Limits;
}

/** A run. */
export interface Plan {
  readonly limits: Limits;
  readonly agents: readonly PlannedAgent[];
  /** What a person adds at each pause, in turn; at a pause beyond them the agent is stopped. */
  readonly raises: readonly number[];
}

/** What came of it. */
export interface Played {
  readonly outcomes: readonly (Outcome<string> | 'stopped')[];
  /** Really paid by each agent, in nano-dollars; a token costs one. */
  readonly paid: readonly number[];
  readonly raised: number;
  readonly turns: number;
  readonly toolCalls: number;
  /** Calls of others that were under way whenever an agent ended at a limit of the run. */
  readonly underWayAtTheEnd: number;
}

const spec = { name: 'a', model: 'm', system: '', maxTokens: 1_000, tools: toolbox({}) };
class Stopped extends Error {}

/** Plays a plan to its end. Throws where the agents wait for each other for ever. */
export async function play({ limits, agents, raises }: Plan): Promise<Played> {
  const run = new Budget(limits);
  const world = new World(run, [...raises]);
  const running = agents.map((agent, at) => world.start(agent, at));
  const outcomes = Promise.all(running);
  let isOver = false;
  void outcomes.finally(() => (isOver = true)).catch(() => undefined);
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve)); // all that can go on has gone on then
    if (isOver) break;
    if (!world.goOn()) throw new Error(`Nothing is under way, and ${world.waiting.length} agents wait for ever.`);
  }
  return { outcomes: await outcomes, ...world.books };
}

class World {
  readonly waiting: { holds: () => boolean; go: () => void }[] = [];
  readonly #underWay: { at: number; end: () => void }[] = [];
  readonly #paid: number[] = [];
  #now = 0;
  #raised = 0;
  #turns = 0;
  #toolCalls = 0;
  #underWayAtTheEnd = 0;

  constructor(
    private readonly run: Budget,
    private readonly raises: number[],
  ) {}

  get books(): Omit<Played, 'outcomes'> {
    const paid = this.#paid;
    return {
      ...{ paid, raised: this.#raised, turns: this.#turns, toolCalls: this.#toolCalls },
      underWayAtTheEnd: this.#underWayAtTheEnd,
    };
  }

  async start({ calls, limits }: PlannedAgent, at: number): Promise<Outcome<string> | 'stopped'> {
    this.#paid[at] = 0;
    const agent = defineAgent({ ...spec, maxTurns: 50 });
    const until = (holds: () => boolean) => new Promise<void>((go) => this.waiting.push({ holds, go }));
    const purse = new Purse(new Budget({ maxTurns: 50, ...limits }), this.run, until);
    await Promise.resolve();
    try {
      const outcome = await runLoop(agent, purse, freshProgress([]), this.#stepsOf([...calls], at));
      if (outcome === 'carry') throw new Error('It was not asked to carry.');
      const isOwn = limits.budget !== undefined || limits.maxTokensTotal !== undefined;
      if (outcome.kind === 'budget' && !isOwn && ['usd', 'tokens'].includes(outcome.limit))
        this.#underWayAtTheEnd += this.#underWay.length;
      return outcome;
    } catch (error) {
      if (error instanceof Stopped) return 'stopped';
      throw error;
    } finally {
      purse.close();
    }
  }

  /** Lets whoever may go on do so; else ends the call that is due first. False where there is none. */
  goOn(): boolean {
    const able = this.waiting.findIndex(({ holds }) => holds());
    if (able >= 0) {
      for (const { go } of this.waiting.splice(able, 1)) go();
      return true;
    }
    this.#underWay.sort((a, b) => a.at - b.at);
    const [next] = this.#underWay.splice(0, 1);
    if (!next) return false;
    this.#now = next.at;
    next.end();
    return true;
  }

  #stepsOf(calls: PlannedCall[], at: number): Steps {
    return {
      boundary: () => undefined,
      wait: async () => undefined,
      tools: async (reply, progress) => {
        const count = reply.content.filter(({ type }) => type === 'tool_use').length;
        progress.toolCalls += count;
        this.#toolCalls += count;
        return [];
      },
      pause: async (hit) => {
        const by = this.raises.shift();
        if (by === undefined) throw new Stopped();
        const { budget = 0, maxTokensTotal = 0, maxTurns = 0, maxToolCalls = 0 } = hit.budget.limits;
        const kinds = {
          usd: { budget: nanoUsd(budget + by) },
          tokens: { maxTokensTotal: maxTokensTotal + by },
          turns: { maxTurns: maxTurns + by },
          toolCalls: { maxToolCalls: maxToolCalls + by },
          time: {},
        };
        this.#raised += by;
        hit.budget.raise(kinds[hit.limit]);
      },
      call: (request) => {
        const planned = request.closing === 'now' ? closing(calls) : (calls.shift() ?? last);
        return new Promise((resolve) => {
          const answer = this.#charge(planned, request, at);
          if ('overBudget' in answer && request.closing !== 'now') calls.unshift(planned);
          this.#underWay.push({ at: this.#now + planned.delay, end: () => resolve(answer) });
        });
      },
    };
  }

  /** As the activity does it: what does not fit is not sent, a lost attempt is paid and counts as dear as it may be. */
  #charge({ most, percent, lost, tools, isCutOff }: PlannedCall, request: CallRequest, at: number): Called {
    const allowed = Math.min(request.allowanceNanoUsd ?? Infinity, request.allowanceTokens ?? Infinity);
    const room = request.maxTokens === spec.maxTokens ? most : 2 * most;
    const needed = request.closing === 'reserve' ? room + CLOSING : room;
    for (let attempt = 0; ; attempt++) {
      const before = attempt * room;
      if (before + needed > allowed)
        return {
          overBudget: {
            ...{ costNanoUsd: nanoUsd(0), unaccountedNanoUsd: nanoUsd(before), unaccountedTokens: before },
            needed: { nanoUsd: nanoUsd(needed), tokens: needed },
          },
        };
      const really = Math.floor((room * percent) / 100);
      this.#paid[at] = (this.#paid[at] ?? 0) + really;
      if (attempt < lost) continue;
      this.#turns++;
      const isHalf = isCutOff && request.maxTokens === spec.maxTokens;
      const words = isHalf
        ? { stopReason: 'max_tokens' }
        : tools > 0 && request.closing !== 'now'
          ? use(tools)
          : say('Done.');
      return { id: `${at} ${request.turn}.${request.scheduling}`, reply: replyOf(words, really, before, request) };
    }
  }
}

/** What a closing call takes at the most. */
const CLOSING = 40;
const last: PlannedCall = { most: 10, percent: 100, lost: 0, tools: 0, delay: 1, isCutOff: false };

function closing([next = last]: readonly PlannedCall[]): PlannedCall {
  return { ...next, most: CLOSING, isCutOff: false };
}

function replyOf(
  words: Partial<CallResult>,
  cost: number,
  lost: number,
  { closing: reserve }: CallRequest,
): CallResult {
  return {
    ...{ v: FORMAT, content: [], stopReason: 'end_turn', model: 'm', requestId: 'r', calls: [], ...words },
    usage: {
      ...{ inputTokens: cost, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
      ...{ cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 },
    },
    ...{ costNanoUsd: nanoUsd(cost), unaccountedNanoUsd: nanoUsd(lost), unaccountedTokens: lost },
    ...(reserve === 'reserve' && { closing: { nanoUsd: nanoUsd(CLOSING), tokens: CLOSING } }),
  };
}
