/**
 * What in this run waits for somebody, and how to answer. Whoever waits says so here; whoever shows the run to people
 * listens. Temporal gives every run its own copy of module state.
 */

/** One wait, in words for the person who can end it. */
export interface Wait {
  /** The step that waits, as its label in the Temporal UI: `3/4 resolver t2`. */
  readonly step: string;
  /** Why it waits. */
  readonly why: string;
  /** Whom for, and what they do about it: the Update to send, for instance. */
  readonly answer: string;
}

/** A timer of a wait without an end begins anew after a week: one event of history, and a sign that it lasts. */
export const REMINDER_MS = 7 * 24 * 60 * 60 * 1_000;

const open = new Set<Wait>();
const listeners = new Set<() => void>();

/** The open waits, oldest first. */
export function openWaits(): readonly Wait[] {
  return [...open];
}

/** Calls `listener` whenever a wait begins or ends. */
export function onWaitsChanged(listener: () => void): void {
  listeners.add(listener);
}

/** Shows `wait` for as long as `work` takes. */
export async function whileWaiting<T>(wait: Wait, work: () => Promise<T>): Promise<T> {
  open.add(wait);
  tell();
  try {
    return await work();
  } finally {
    open.delete(wait);
    tell();
  }
}

function tell(): void {
  for (const listener of listeners) listener();
}
