/** Disables and enables tools and agents for all workers of the namespace. */
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
  NO_SWITCHES,
  SWITCH_SIGNAL,
  SWITCHES_ID,
  SWITCHES_QUEUE,
  SWITCHES_WORKFLOW,
  changesBetween,
  isAboutSame,
  isSameSwitch,
  switchChange,
  switchesIn,
  type Disabled,
  type Switch,
  type SwitchChange,
  type SwitchesStart,
  type SwitchHistory,
} from '../common/switches';
import { claudeName } from '../common/tool-name';
import { FORMAT } from '../common/wire';
import { findExecution } from './execution';
import { readHistory } from './history-pages';
import { decoderOf } from './payload-reading';

/** Which tool or agent. */
export type SwitchName = { readonly tool: string } | { readonly agent: string };

/** Why, and by whom. */
export interface DisableOptions {
  readonly reason: string;
  readonly by: string;
  /** The next calls wait until it is enabled, instead of being refused. */
  readonly park?: true;
}

/** Far below what the server takes of one workflow; then a new one takes over. */
const MAX_CHANGES = 1_000;

/** Workers know within a second. Calls that run finish. */
export async function disable(client: Client, name: SwitchName, options: DisableOptions): Promise<Disabled> {
  const disabled = { ...switchOf(name), ...options, at: new Date().toISOString() };
  await change(client, switchChange({ disable: disabled }));
  return disabled;
}

/** Takes it back. Throws where it is not disabled. */
export async function enable(client: Client, name: SwitchName, by: string): Promise<void> {
  const meant = switchOf(name);
  const { disabled } = await read(client);
  if (!disabled.some((one) => isSameSwitch(one, meant)))
    throw new Error(
      `The ${meant.kind} \`${meant.name}\` is not disabled. Disabled: ${disabled.map((one) => one.name).join(', ') || 'none'}.`,
    );
  await change(client, switchChange({ enable: { ...meant, by } }));
}

/** What is disabled. */
export async function listDisabled(client: Client): Promise<readonly Disabled[]> {
  return (await read(client)).disabled;
}

/** A signal where the workflow runs; where it was ended, a new one starts from what it held. */
async function change(client: Client, signal: SwitchChange): Promise<void> {
  const before = await read(client);
  const send = (one: SwitchChange) =>
    client.workflow.signalWithStart(SWITCHES_WORKFLOW, {
      ...startOf(before.disabled),
      signal: SWITCH_SIGNAL,
      signalArgs: [one],
    });
  const { signaledRunId } = await send(signal);
  if (before.runId === undefined) return;
  if (signaledRunId !== before.runId) {
    const { disabled } = await read(client, before.runId); // it is over, and others may have signalled it to the last
    for (const missed of changesBetween(before.disabled, disabled))
      if (!isAboutSame(missed, signal)) await send(missed);
  } else if (before.changes >= MAX_CHANGES) await startAnew(client, before.runId);
}

/** Ends a long history: only this run, whoever else may be at it. Others that find it ended start the next one likewise. */
async function startAnew(client: Client, runId: string): Promise<void> {
  try {
    await client.workflow.getHandle(SWITCHES_ID, runId).terminate('Its history is long; the next run holds the list.');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  const { disabled } = await read(client, runId);
  await client.workflow.start(SWITCHES_WORKFLOW, {
    ...startOf(disabled),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

function startOf(disabled: readonly Disabled[]) {
  const input: SwitchesStart = { v: FORMAT, disabled };
  return { workflowId: SWITCHES_ID, taskQueue: SWITCHES_QUEUE, args: [input] };
}

async function read(client: Client, runId?: string): Promise<SwitchHistory & { runId?: string }> {
  try {
    const execution = await findExecution(client, SWITCHES_ID, runId);
    return { ...(await switchesIn(readHistory(client, execution), decoderOf(client))), runId: execution.runId };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return NO_SWITCHES;
    throw error;
  }
}

function switchOf(name: SwitchName): Switch {
  return 'tool' in name ? { kind: 'tool', name: claudeName(name.tool) } : { kind: 'agent', name: name.agent };
}
