/**
 * A step that Claude can't answer now, for want of a key, a model, money or the provider itself, waits here instead of
 * failing: visible in the Temporal UI, tried again by itself, and resumed at once by the Update `resume`.
 */
import { condition, defineUpdate, setHandler } from '@temporalio/workflow';
import { isJsonObject } from '../common/json';
import { RESUME_UPDATE, type ResumeInput, type ResumeResult } from '../common/resume';
import type { CallFailure, WaitsFor } from '../common/wire';
import { oneLine } from './summary';
import { whileWaiting } from './waits';

/** Many mishaps are over in seconds. */
const FIRST_WAIT_MS = 10_000;

/** A run that waits for weeks asks this often: about 300 events a day. */
const LONGEST_WAIT_MS = 30 * 60_000;

/** Runs that an outage stopped together do not all come back at once. */
const JITTER = 0.2;

const PROBLEM: Readonly<Record<WaitsFor, string>> = {
  model: 'the model is not available',
  key: 'the key is refused',
  spend: 'a spend limit is reached',
  provider: 'Claude does not answer',
  artifacts: 'the artifact store does not answer',
};

const resume = defineUpdate<ResumeResult, [ResumeInput]>(RESUME_UPDATE);
const parked = new Map<string, { go?: { readonly model?: string } }>();

/** A waiting step, by its names for code and for people. */
export interface ParkedStep {
  readonly key: string;
  readonly label: string;
  /** How often it has waited before. */
  readonly waited: number;
}

/** Waits until a person resumes the step or it is time to try again. Returns the model that the person named. */
export async function park({ key, label, waited }: ParkedStep, { waitsFor }: CallFailure): Promise<string | undefined> {
  const why = PROBLEM[waitsFor ?? 'provider'];
  const place: { go?: { readonly model?: string } } = {};
  parked.set(key, place);
  try {
    const wait = { step: label, why, answer: `Update resume, one object: {} or {"model":"…"} or {"step":"${key}"}` };
    const summary = oneLine(`${label} · waits: ${why} · Update resume`);
    await whileWaiting(wait, () => condition(() => place.go !== undefined, waitOf(waited), { summary }));
    return place.go?.model;
  } finally {
    parked.delete(key);
  }
}

/** Takes the Update `resume` in this run. */
export function takeResume(): void {
  setHandler(resume, resumeSteps, {
    description:
      'Lets steps go on that wait for Claude. One object: {} tries again now; "model" goes on with another model; "step" picks one step; "by" and "note" are for the record.',
    validator: requireResumable,
  });
}

function resumeSteps({ model, step }: ResumeInput): ResumeResult {
  const resumed = [...parked.keys()].filter((key) => step === undefined || key === step);
  for (const key of resumed) Object.assign(parked.get(key) ?? {}, { go: { ...(model !== undefined && { model }) } });
  return { resumed };
}

function requireResumable(input: unknown): void {
  if (!isJsonObject(input)) throw new TypeError('resume takes one object, for instance {} or {"model":"…"}.');
  const { model, step } = input as { readonly [name: string]: unknown };
  if (model !== undefined && (typeof model !== 'string' || !model.trim()))
    throw new TypeError('`model` must be a model id, for instance "claude-opus-5-5".');
  if (parked.size === 0) throw new Error('No step of this run waits for Claude, so nothing can be resumed.');
  if (step !== undefined && !parked.has(String(step)))
    throw new Error(`Step \`${String(step)}\` does not wait. Waiting: ${[...parked.keys()].join(', ')}.`);
}

/** Doubles from seconds to half an hour. */
function waitOf(waited: number): number {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** waited, LONGEST_WAIT_MS);
  return Math.round(wait * (1 + JITTER * (2 * Math.random() - 1)));
}
