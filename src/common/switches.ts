/**
 * The kill switch: which tools and agents are disabled in a namespace, as the history of one workflow tells it. No worker
 * runs that workflow: each change is a signal, and whoever wants to know reads them. So it works while workers are down.
 */
import type { Payload } from '@temporalio/common';
import type { Decode } from './recording';
import { FORMAT } from './wire';

/** The workflow: its type, its id in every namespace, and a task queue that nobody serves. */
export const SWITCHES_WORKFLOW = 'dynamicWorkflowsSwitches';
export const SWITCHES_ID = 'dynamic-workflows:switches';
export const SWITCHES_QUEUE = 'dynamic-workflows:no-worker-needed';

/** The signal of a change. */
export const SWITCH_SIGNAL = 'switch';

/** The signal by which a call tells its run that it waits until its switch is on again, and that it goes on. */
export const PARKED_SIGNAL = 'parkedCall';

/** What can be disabled. */
export interface Switch {
  readonly kind: 'tool' | 'agent';
  readonly name: string;
}

/** A tool or an agent that no worker starts. */
export interface Disabled extends Switch {
  readonly reason: string;
  /** Who disabled it. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  /** Its next calls wait until it is enabled; absent where they are refused. */
  readonly park?: true;
}

/** Argument of the signal `parkedCall`: what the call waits for; it goes on where that is absent. */
export interface ParkedCall {
  readonly v: number;
  readonly activityId: string;
  readonly disabled?: Pick<Disabled, 'kind' | 'name' | 'reason' | 'by'>;
}

/** Argument of the signal. */
export type SwitchChange = { readonly v: number } & (
  { readonly disable: Disabled } | { readonly enable: Switch & { readonly by: string } }
);

/** Argument of the workflow: what its predecessor held. */
export interface SwitchesStart {
  readonly v: number;
  readonly disabled: readonly Disabled[];
}

/** What a history says. */
export interface SwitchHistory {
  readonly disabled: readonly Disabled[];
  /** Since the start. */
  readonly changes: number;
}

interface SwitchEvent {
  readonly workflowExecutionStartedEventAttributes?: { readonly input?: Payloads | null } | null;
  readonly workflowExecutionSignaledEventAttributes?: {
    readonly signalName?: string | null;
    readonly input?: Payloads | null;
  } | null;
}
interface Payloads {
  readonly payloads?: Payload[] | null;
}

/** Nothing is disabled. */
export const NO_SWITCHES: SwitchHistory = { disabled: [], changes: 0 };

/** Reads a history, oldest event first. */
export async function switchesIn(events: AsyncIterable<SwitchEvent>, decode: Decode): Promise<SwitchHistory> {
  let { disabled, changes } = NO_SWITCHES;
  for await (const event of events) {
    const [start] = event.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    if (start) disabled = ((await decode(start)) as SwitchesStart).disabled; // wire seam: the client wrote it
    const { signalName, input } = event.workflowExecutionSignaledEventAttributes ?? {};
    const [signal] = (signalName === SWITCH_SIGNAL && input?.payloads) || [];
    if (!signal) continue;
    disabled = afterChange(disabled, (await decode(signal)) as SwitchChange); // wire seam likewise
    changes++;
  }
  return { disabled, changes };
}

/** A change as it is sent. */
export function switchChange(change: { disable: Disabled } | { enable: Switch & { by: string } }): SwitchChange {
  return { v: FORMAT, ...change };
}

/** What makes the one list of the other. */
export function changesBetween(before: readonly Disabled[], after: readonly Disabled[]): readonly SwitchChange[] {
  const on = before.filter((one) => !after.some((other) => isSameSwitch(one, other)));
  const off = after.filter((one) => !before.some((other) => isSameSwitch(one, other) && one.at === other.at));
  return [
    ...on.map(({ kind, name, by }) => switchChange({ enable: { kind, name, by } })),
    ...off.map((disable) => switchChange({ disable })),
  ];
}

/** Whether two changes are about one switch: the later one holds. */
export function isAboutSame(one: SwitchChange, other: SwitchChange): boolean {
  return isSameSwitch(switchOf(one), switchOf(other));
}

/** Whether both are the same tool or the same agent. */
export function isSameSwitch(one: Switch, other: Switch): boolean {
  return one.kind === other.kind && one.name === other.name;
}

function switchOf(change: SwitchChange): Switch {
  return 'disable' in change ? change.disable : change.enable;
}

function afterChange(disabled: readonly Disabled[], change: SwitchChange): readonly Disabled[] {
  const others = disabled.filter((one) => !isSameSwitch(one, switchOf(change)));
  return 'disable' in change ? [...others, change.disable] : others;
}
