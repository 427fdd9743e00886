/**
 * What must hold of every run, whatever was done to it: each check compares what one run left behind with a calm run, and
 * says in sentences what is wrong. Pure, by name, so that a test can leave one out and see what it alone finds.
 */
import { isDeepStrictEqual } from 'node:util';
import { parseActivityId } from '../../common/activity-id';
import type { Json } from '../../common/json';
import { CALL_ACTIVITY } from '../../common/wire';
import { ruleOf, type Owed } from './fault';
import type { Seen, SeenStep } from './seen';
import type { Subject } from './subject';

/** One check. */
export type Check = (seen: Seen, calm: Seen, subject: Subject) => readonly string[];

/** How a run says that it does not know whether an effect happened. */
const TOLD_UNKNOWN = /not known whether|may have happened|took effect before/;

/** What a run owes after all its faults: the least strict of them. After many it may have come to a limit of its own. */
export function owedBy({ faults, isLimited }: Seen): Owed {
  if (isLimited && faults.length > 1) return 'completed';
  const owed = faults.map(({ kind }) => ruleOf(kind).owed);
  return owed.find((one) => one === 'cancelled') ?? owed.find((one) => one === 'completed') ?? 'same';
}

/** All checks, by the names that reports use. */
export const CHECKS = {
  fired: ({ missed }) => missed,

  workers: ({ accidents }) => accidents,

  ended: (seen, calm, subject) => {
    const { end, steps, cancelledAt = Infinity } = seen;
    if (owedBy(seen) !== 'cancelled') return unless(end === 'completed', `it ended as ${end}: ${short(seen.result)}`);
    const begun = steps.filter((step) => step.scheduledEvent > cancelledAt && isOfAgent(step));
    const isEqual = end === 'completed' && sameResult(seen, calm, subject); // it was over before it heard of it
    return [
      ...unless(
        begun.length === 0,
        `${begun.map(({ activityId }) => activityId).join(', ')} began after the cancellation`,
      ),
      ...unless(end === 'cancelled' || isEqual, `it was cancelled and ended as ${end}: ${short(seen.result)}`),
    ];
  },

  result: (seen, calm, subject) => {
    if (owedBy(seen) !== 'same' || isUnknown(seen)) return [];
    return unless(sameResult(seen, calm, subject), `the result is ${short(seen.result)} and not ${short(calm.result)}`);
  },

  transcript: (seen, calm, subject) => {
    if (owedBy(seen) !== 'same' || isUnknown(seen)) return [];
    const [is, was] = [seen, calm].map((one) => comparable(unsigned(one.transcript), one.run, subject));
    return unless(isDeepStrictEqual(is, was), `the transcript differs: ${firstDifference(is, was)}`);
  },

  effects: (seen, calm, subject) => {
    const [is, was] = [seen, calm].map((one) => comparable(one.effects, one.run, subject));
    if (owedBy(seen) === 'same' && !isUnknown(seen))
      return unless(isDeepStrictEqual(is, was), `outside there is ${short(is)} and not ${short(was)}`);
    return Object.entries(countsIn(is)).flatMap(([name, count]) =>
      unless(count <= Math.max(1, countsIn(was)[name] ?? 0), `outside there is ${name} ${count} times`),
    );
  },

  keys: (seen, calm) => {
    const keysOf = (one: Seen): number =>
      new Set(
        one.heard.filter((heard) => heard.effect === 'idempotent' && heard.moment === 'run').map(({ key }) => key),
      ).size;
    if (owedBy(seen) !== 'same' || isUnknown(seen)) return [];
    return unless(keysOf(seen) === keysOf(calm), `${keysOf(seen)} idempotency keys were used and not ${keysOf(calm)}`);
  },

  once: (seen) => {
    const starts = seen.heard.filter(({ effect, moment }) => effect === 'once' && moment === 'run');
    return [...new Set(starts.map(({ step }) => step))].flatMap((step) => {
      const count = starts.filter((start) => start.step === step).length;
      const call = step.replace(/\.\d+$/, '.'); // without the scheduling: a check that fenced it may have followed
      const isDone = seen.steps.some(({ activityId, isCompleted }) => activityId.startsWith(call) && isCompleted);
      return [
        ...unless(count === 1, `the once call ${step} was started ${count} times`),
        ...unless(isDone || isUnknown(seen) || owedBy(seen) !== 'same', `nobody says what became of ${step}`),
      ];
    });
  },

  repeated: (seen) => {
    if (seen.faults.some(({ kind }) => kind === 'resetWorkflow')) return []; // it is what a reset does
    return seen.steps.flatMap(({ activityId, endedBy = Infinity, isCompleted }) => {
      const starts = seen.heard.filter((heard) => heard.activityId === activityId && heard.moment === 'before');
      const late = starts.filter(({ attempt }) => isCompleted && attempt > endedBy);
      return unless(late.length === 0, `${activityId} was completed and ran again`);
    });
  },

  requests: (seen, calm) => {
    const allowed = seen.fired.filter(({ kind }) => ruleOf(kind).repeatsCalls).length;
    if (owedBy(seen) !== 'same' || isUnknown(seen)) return [];
    const more = seen.requests - calm.requests - allowed * parallelCalls(calm);
    return unless(more <= 0, `Claude was asked ${more} times more often than the faults explain`);
  },

  budget: ({ faults, billedNanoUsd, accountedNanoUsd }, _calm, { budget = Infinity }) => [
    ...unless(billedNanoUsd <= budget, `it cost ${billedNanoUsd}, and the budget is ${budget}`),
    ...unless(
      billedNanoUsd <= accountedNanoUsd || faults.some(({ kind }) => kind === 'resetWorkflow'), // no ledger has what a reset cuts off
      `it cost ${billedNanoUsd}, and the ledger knows of ${accountedNanoUsd} at the most`,
    ),
  ],

  replay: ({ replayError }) => (replayError === undefined ? [] : [`its history does not replay: ${replayError}`]),

  secrets: ({ decoded }, _calm, { secrets = [] }) =>
    unless(!secrets.some((secret) => decoded.includes(secret)), 'a secret stands in its history'),
} satisfies Record<string, Check>;

/** The name of a check. */
export type CheckName = keyof typeof CHECKS;

/** Everything that is wrong with a run. */
export function violationsOf(
  seen: Seen,
  calm: Seen,
  subject: Subject,
  without: readonly CheckName[] = [],
): readonly string[] {
  const names = Object.keys(CHECKS) as CheckName[]; // the keys of the table
  return names
    .filter((name) => !without.includes(name))
    .flatMap((name) => CHECKS[name](seen, calm, subject).map((problem) => `${name}: ${problem}`));
}

/** Whether the run told anybody that it does not know an effect's end. */
function isUnknown({ transcript, heard }: Seen): boolean {
  return heard.some(({ effect }) => effect === 'once') && TOLD_UNKNOWN.test(JSON.stringify(transcript));
}

/** One lost worker may take that many calls of Claude with it. */
function parallelCalls({ heard }: Seen): number {
  let open = 0;
  let most = 1;
  for (const { activity, moment } of heard) {
    if (activity !== CALL_ACTIVITY) continue;
    if (moment === 'before') most = Math.max(most, ++open);
    if (moment === 'after') open--;
  }
  return most;
}

function isOfAgent({ activityId }: SeenStep): boolean {
  return parseActivityId(activityId) !== undefined;
}

function sameResult(seen: Seen, calm: Seen, subject: Subject): boolean {
  const [is, was] = [seen, calm].map((one) => comparable(one.result, one.run, subject));
  return isDeepStrictEqual(is, was);
}

function countsIn(effects: Json | undefined): Readonly<Record<string, number>> {
  const counts = typeof effects === 'object' && effects !== null ? Object.entries(effects) : [];
  return Object.fromEntries(counts.filter((pair): pair is [string, number] => typeof pair[1] === 'number'));
}

function unless(holds: boolean, problem: string): readonly string[] {
  return holds ? [] : [problem];
}

/** Without what may differ from run to run. */
function comparable(value: unknown, name: string, { comparable: of = (text) => text }: Subject): Json {
  return JSON.parse(of(JSON.stringify(value ?? null).replaceAll(name, '#'))) as Json; // it was JSON before
}

/** Signatures of thoughts bind all that was said before, names of runs included. */
function unsigned(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'signature' ? undefined : inner)));
}

function firstDifference(is: unknown, was: unknown): string {
  const [one, other] = [JSON.stringify(is) ?? '', JSON.stringify(was) ?? ''];
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  const from = Math.max(0, (at < 0 ? one.length : at) - 40);
  return `…${one.slice(from, from + 120)}… and not …${other.slice(from, from + 120)}…`;
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
}
