/** Keeps the place in a script: which reply and which fault a request gets, and what was unused or unexpected. */
import { invalid } from './api-refusal';
import { detail, isBefore, isEnding, type DetailedFault, type Fault } from './fault';
import type { SimulatedRequest } from './request';
import type { Script, ScriptedReply } from './scripted-reply';

/** What one request gets. */
export interface Turn {
  readonly reply: ScriptedReply;
  readonly fault?: DetailedFault;
  /** To be called when the reply was not delivered to its end: the next request gets it. */
  giveBack(): void;
}

/** Stands in for the reply that a fault by number has no script for. */
const FILLER: ScriptedReply = { text: 'The simulator had no scripted reply for this fault to change.' };
const KEEP = (): void => undefined;

/** The place in the script of one simulator. */
export class ScriptBook {
  #script: Script = [];
  /** Indexes of replies not yet given, in order; a reply that was given back is among them again. */
  #waiting: number[] = [];
  #begun = new Set<number>();
  /** Faults that have struck, by reply (its index) or request (its body): a function may name another one next time. */
  #struck = new Set<string>();
  readonly #unexpected: string[] = [];

  constructor(
    script: Script,
    private readonly faults: Readonly<Record<number, Fault>>,
  ) {
    this.replace(script);
  }

  /** Starts another script; what was unused in the one before is forgotten. */
  replace(script: Script): void {
    this.#script = script;
    this.#waiting = typeof script === 'function' ? [] : script.map((_, index) => index);
    this.#begun = new Set();
    this.#struck = new Set();
  }

  /** The turn of a request; a request without a reply is refused and remembered as unexpected. */
  async take(request: SimulatedRequest, bodyKey: string): Promise<Turn> {
    const numbered = this.faults[request.number];
    if (numbered !== undefined) return this.#faulted(request, detail(numbered));
    return typeof this.#script === 'function' ? this.#ask(request, bodyKey) : this.#next(request);
  }

  /** Everything that did not go by the script, as sentences. */
  complaints(): string[] {
    const unused = this.#waiting.filter((index) => !this.#begun.has(index)).map((index) => index + 1);
    return [...this.#unexpected, ...(unused.length > 0 ? [`scripted reply ${unused.join(', ')} was not used`] : [])];
  }

  /** A fault by request number uses no reply up; those after the start of a reply still need one to change. */
  async #faulted(request: SimulatedRequest, fault: DetailedFault): Promise<Turn> {
    if (isBefore(fault)) return { reply: {}, fault, giveBack: KEEP };
    const script = this.#script;
    const reply =
      typeof script === 'function'
        ? await this.#guard(request, () => script(request))
        : script[this.#waiting[0] ?? script.length];
    return { reply: reply ?? FILLER, fault, giveBack: KEEP };
  }

  async #ask(request: SimulatedRequest, bodyKey: string): Promise<Turn> {
    const script = this.#script;
    const reply = typeof script === 'function' ? await this.#guard(request, () => script(request)) : {};
    return { reply, ...this.#fault(reply, bodyKey), giveBack: KEEP };
  }

  #next(request: SimulatedRequest): Turn {
    const waiting = this.#waiting;
    const index = waiting[0];
    const reply = index === undefined || typeof this.#script === 'function' ? undefined : this.#script[index];
    if (index === undefined || !reply) throw this.#complain(request, 'no scripted reply is left');
    const { fault } = this.#fault(reply, index);
    if (fault && !isEnding(fault)) return { reply, fault, giveBack: KEEP };
    waiting.shift();
    this.#begun.add(index);
    const giveBack = (): void => {
      waiting.push(index);
      waiting.sort((one, other) => one - other);
    };
    return fault ? { reply, fault, giveBack } : { reply, giveBack };
  }

  /** The fault that a reply carries, if it is still to strike. */
  #fault(reply: ScriptedReply, key: number | string): { fault?: DetailedFault } {
    if (reply.fault === undefined) return {};
    const fault = detail(reply.fault);
    if (isEnding(fault)) return { fault };
    const name = `${key} ${fault.kind}`;
    if (this.#struck.has(name)) return {};
    this.#struck.add(name);
    return { fault };
  }

  async #guard(request: SimulatedRequest, ask: () => ScriptedReply | Promise<ScriptedReply>): Promise<ScriptedReply> {
    try {
      return await ask();
    } catch (error) {
      throw this.#complain(request, `the script threw: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #complain(request: SimulatedRequest, why: string): Error {
    const complaint = `request ${request.number} was unexpected: ${why}`;
    this.#unexpected.push(complaint);
    return invalid(`simulator: ${complaint}`);
  }
}
