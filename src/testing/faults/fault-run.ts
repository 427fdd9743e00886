/** One run under faults: what was reported of it, what it asked Claude, and which of its faults have struck. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CALL_ACTIVITY } from '../../common/wire';
import type { SimulatedRequest } from '../simulator/request';
import type { Script, ScriptedReply } from '../simulator/scripted-reply';
import { wordsOf, type CalmStep, type Fault, type FaultRule, type Spot } from './fault';
import type { Lane } from './lane';
import { CALL_HEADER, TASK, type Order, type Report } from './report';
import type { Struck } from './strike';

/** A proof that is not there this long after the run's end never comes. */
const PROVEN_WITHIN_MS = 10_000;

/** A report with the time of its arrival. */
export type Heard = Report & { readonly at: number; readonly step: string };

/** Shorter than the timeouts of workflow tasks and heartbeats: who forgets to release does no harm. */
const HELD_FOR_MS = 1_500;

/** A place at which a worker is held. */
export interface Hold {
  readonly is: (report: Report) => boolean;
  readonly reached: Promise<Heard>;
  readonly released: Promise<void>;
  readonly release: () => void;
}

/** The state of one run. */
export class FaultRun {
  readonly heard: Heard[] = [];
  isOpen = true;
  readonly requests: SimulatedRequest[] = [];
  /** What shows that a fault happened, by the fault. */
  readonly proofs = new Map<Fault, string>();
  /** Why a fault could not be done. */
  readonly problems: string[] = [];
  readonly #proving: Promise<void>[] = [];
  readonly #due: Set<Fault>;
  readonly #tasks: string[] = [];
  readonly #replies = new Map<string, ScriptedReply>();
  readonly #waiting = new Set<(heard: Heard) => void>();
  readonly #holds = new Set<Hold>();
  #scripted = 0;

  constructor(
    readonly name: string,
    readonly id: string,
    readonly lane: Lane,
    readonly faults: readonly Fault[],
    private readonly script: Script,
  ) {
    this.#due = new Set(faults);
  }

  /** Notes a report and gives the faults that strike there, each once. */
  hear(report: Report): readonly Fault[] {
    const heard = { ...report, at: Date.now(), step: this.#stepOf(report) };
    this.heard.push(heard);
    for (const tell of this.#waiting) tell(heard);
    return report.moment === 'struck' ? [] : this.#take(heard);
  }

  /** Whether a worker has begun a step and not ended it. */
  isUnderWay(pid: number): boolean {
    const open = new Map<string, boolean>();
    for (const { pid: of, activityId, moment } of this.heard) if (of === pid) open.set(activityId, moment !== 'after');
    return [...open.values()].includes(true);
  }

  /** Resolves with the next such report. */
  heardLater(is: (heard: Heard) => boolean): Promise<Heard> {
    return new Promise((resolve) => {
      const tell = (heard: Heard): void => {
        if (!is(heard)) return;
        this.#waiting.delete(tell);
        resolve(heard);
      };
      this.#waiting.add(tell);
    });
  }

  /** Holds the worker that reports this next, until it is released. */
  hold(is: Hold['is']): Hold {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const hold = { is, reached: this.heardLater(is), released, release };
    this.#holds.add(hold);
    return hold;
  }

  /** Resolves when the worker may go on that reported this. */
  async held(report: Report): Promise<void> {
    const hold = [...this.#holds].find(({ is }) => is(report));
    if (!hold) return;
    this.#holds.delete(hold);
    await Promise.race([hold.released, pause(HELD_FOR_MS)]);
  }

  /** Does a fault and waits for its proof in the background; gives the order that it has for the worker. */
  async struck(fault: Fault, does: () => Promise<Struck>): Promise<Order | undefined> {
    try {
      const { order, proof } = await does();
      this.#proving.push(proof.then((said) => void (said !== undefined && this.proofs.set(fault, said))));
      return order;
    } catch (error) {
      this.problems.push(`${wordsOf(fault)}: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Resolves when every proof that is under way is there, or has taken too long. */
  async proven(): Promise<void> {
    const late = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#proving),
      pause(PROVEN_WITHIN_MS, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
  }

  /** What is to be said of faults that were planned and have left no proof. */
  get missed(): readonly string[] {
    const missed = this.faults
      .filter((fault) => !this.proofs.has(fault))
      .map((fault) => `${wordsOf(fault)} did not happen`);
    return missed.length > 0 ? [...missed, ...this.problems] : [];
  }

  /** The reply to a request, with the fault that is due at its call. */
  async reply(request: SimulatedRequest): Promise<ScriptedReply> {
    this.requests.push(request);
    const reply = await this.#scriptedReply(request);
    const step = request.headers[CALL_HEADER] ?? '';
    const [due] = this.#take({ step, moment: 'during' }, true);
    if (!due) return reply;
    const fault = due.kind.slice('claude:'.length) as NonNullable<ScriptedReply['fault']>; // the only kinds of that name
    this.proofs.set(due, `request ${request.number} was answered with it`);
    return { ...reply, fault };
  }

  /** Faults that say what a tool or Claude answers strike one at a time: others hit the next attempts. */
  #take({ step, moment }: Spot, isCalls = false): readonly Fault[] {
    const due = [...this.#due].filter(
      ({ kind, at }) =>
        'step' in at && at.step === step && at.moment === moment && kind.startsWith('claude:') === isCalls,
    );
    const isAnswer = ({ kind }: Fault): boolean => kind.includes(':');
    const [answer] = due.filter(isAnswer);
    const taken = due.filter((fault) => fault === answer || !isAnswer(fault));
    for (const fault of taken) this.#due.delete(fault);
    return taken;
  }

  /** Workflow tasks are counted: their events' numbers differ from run to run. */
  #stepOf({ activity, activityId }: Report): string {
    if (activity !== TASK) return activityId;
    if (!this.#tasks.includes(activityId)) this.#tasks.push(activityId);
    return `task ${this.#tasks.indexOf(activityId) + 1}`;
  }

  /** A request that is sent again gets the same reply, with the same tool use ids: as if Claude had said it once. */
  async #scriptedReply(request: SimulatedRequest): Promise<ScriptedReply> {
    if (typeof this.script === 'function') return withIds(await this.script(request), request, this.name);
    const key = hash(JSON.stringify([request.body.system, request.body.messages]));
    const known = this.#replies.get(key);
    if (known) return known;
    const next = this.script[this.#scripted++];
    if (!next) throw new Error(`no reply is left for request ${this.#scripted} of run ${this.name}`);
    const reply = withIds(next, request, this.name);
    this.#replies.set(key, reply);
    return reply;
  }
}

/** The steps of a run in the order in which they began, and what can strike each. */
export function stepsOf(heard: readonly Heard[]): readonly CalmStep[] {
  const steps = new Map<string, Set<FaultRule['strikes']>>();
  for (const { step, activity, moment } of heard) {
    const strikes = steps.get(step) ?? new Set();
    strikes.add(activity === TASK ? 'task' : 'activity');
    if (activity === CALL_ACTIVITY) strikes.add('call');
    if (moment === 'run') strikes.add('tool');
    steps.set(step, strikes);
  }
  return [...steps].map(([step, strikes]) => ({ step, strikes }));
}

/** Ids that depend on the conversation's beginning and length alone, so that steps have the same names in every run. */
function withIds(reply: ScriptedReply, { body }: SimulatedRequest, name: string): ScriptedReply {
  const origin = JSON.stringify([body.system, body.messages[0]]).replaceAll(name, '');
  const prefix = `toolu_${hash(origin).slice(0, 6)}_${body.messages.length}`;
  const toolUses = reply.toolUses?.map((use, index) => ({ id: `${prefix}_${index + 1}`, ...use }));
  return toolUses ? { ...reply, toolUses } : reply;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
