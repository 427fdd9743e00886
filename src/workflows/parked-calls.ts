/**
 * Calls of tools and of Claude that wait because somebody disabled them and said that they shall: shown to people until
 * they go on. The waiting itself is the activity's, which tells this run by a signal.
 */
import { condition, defineSignal, patched, setHandler } from '@temporalio/workflow';
import { inertMarkdown } from '../common/inert-markdown';
import { PARKED_SIGNAL, type ParkedCall, type Switch } from '../common/switches';
import { oneLine } from './summary';
import { REMINDER_MS, whileWaiting } from './waits';

/** Workers from before calls could be parked take no notice of the signal. */
const TOLD = 'a-parked-call-is-told';

interface Call {
  readonly label: string;
  isParked: boolean;
}

const parkedCall = defineSignal<[ParkedCall]>(PARKED_SIGNAL);
const calls = new Map<string, Call>();
const endedParked = new Set<string>();

/** Shows `running`, the activity with this id, whenever it waits. Nobody who waits for it is woken later. */
export function shownWhileParked<T>(activityId: string, label: string, running: Promise<T>): Promise<T> {
  const call: Call = { label, isParked: false };
  const end = (): void => {
    if (call.isParked) endedParked.add(activityId);
    call.isParked = false;
    calls.delete(activityId);
  };
  calls.set(activityId, call);
  running.then(end, end);
  return running;
}

/** Whether a call ended while it waited. It tells before it does anything, so it has done nothing. */
export function hasEndedParked(activityId: string): boolean {
  return endedParked.has(activityId);
}

/** Listens to the calls of this run. */
export function takeParkedCalls(): void {
  setHandler(parkedCall, listen, { description: 'Written by calls that are disabled, when they wait and go on.' });
}

/** Not awaited: what a signal's handler throws, a cancellation for instance, would end the run. */
function listen({ activityId, disabled }: ParkedCall): void {
  const call = calls.get(activityId);
  if (!call || !patched(TOLD) || call.isParked === (disabled !== undefined)) return;
  call.isParked = disabled !== undefined;
  if (disabled) show(call, disabled).catch(() => undefined); // cancelled with the run
}

async function show(call: Call, { kind, name, by, reason }: NonNullable<ParkedCall['disabled']>): Promise<void> {
  const why = oneLine(`${kind} ${name} is disabled by ${by}: ${reason}`);
  const wait = { step: call.label, why: inertMarkdown(why), answer: inertMarkdown(oneLine(enabling({ kind, name }))) };
  const summary = oneLine(`${call.label} · waits: ${why}`);
  await whileWaiting(wait, async () => {
    while (!(await condition(() => !call.isParked, REMINDER_MS, { summary })));
  });
}

function enabling({ kind, name }: Switch): string {
  return `dw enable ${kind === 'agent' ? '--agent ' : ''}${name}`;
}
