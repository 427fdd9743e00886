/** A handle to one workflow that runs or ran: its result, its steps, its end. */
import type { Client, WorkflowHandle, WorkflowStartOptions } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import type { ApprovalAnswer, ApprovalResult, OpenApproval } from '../common/approval';
import { RAISE_UPDATE, type RaiseInput, type RaiseResult } from '../common/raise';
import { RESUME_UPDATE, type ResumeInput, type ResumeResult } from '../common/resume';
import { openApprovals } from './approvals';
import { findExecution } from './execution';
import { followRun, type FollowOptions } from './follow';
import { resolveApproval } from './resolve-approval';
import { answer, explained } from './server-answer';
import { startReadable } from './start-readable';
import type { Step } from './step';

/** A workflow function of this library: one object in, one object out. */
export type WorkflowFunction = (input: never) => Promise<unknown>;

/** A workflow's input; of a workflow that is known by name only it may be anything. */
export type StartInput<W extends WorkflowFunction> = [Parameters<W>[0]] extends [never]
  ? { readonly input?: unknown }
  : [] extends Parameters<W>
    ? { readonly input?: Parameters<W>[0] }
    : { readonly input: Parameters<W>[0] };

/** How to start a workflow; all that Temporal takes may be added, `workflowIdReusePolicy` for instance. */
export type StartOptions<W extends WorkflowFunction> = StartInput<W> &
  Omit<WorkflowStartOptions, 'workflowId' | 'args' | 'taskQueue'> & {
    /** A meaningful one, such as `complaint:4711`: there is never more than one open run of an id. */
    readonly id: string;
    readonly taskQueue: string;
    /** Whose run it is: the fairness key of all its tasks, and what `claude({ client })` chooses a key by. At most 64 bytes. */
    readonly tenant?: string;
  };

/** A started workflow. */
export interface Run<W extends WorkflowFunction = WorkflowFunction> {
  readonly id: string;
  /** The execution that `follow` begins with: the first one where this handle started the workflow. */
  readonly runId: string;
  /** The steps as they end, from the beginning, until the run closes; through continue-as-new and server restarts. */
  follow(options?: FollowOptions): AsyncIterable<Step>;
  /** What the workflow returned. Throws Temporal's `WorkflowFailedError`, whose `cause` says why. */
  result(): Promise<Awaited<ReturnType<W>>>;
  /**
   * Lets steps go on that wait for Claude, at once and on request with another model. Throws
   * `WorkflowUpdateFailedError` where none waits.
   */
  resume(options?: ResumeInput): Promise<ResumeResult>;
  /**
   * Raises limits of the run or of one of its agents, before they are reached or while it waits for that. Throws
   * `WorkflowUpdateFailedError`, whose `cause` says why, for amounts that are none, and for limits that there are not.
   */
  raiseBudget(by: RaiseInput): Promise<RaiseResult>;
  /** The calls that wait for a person. Needs a worker that knows the run. */
  approvals(): Promise<readonly OpenApproval[]>;
  /**
   * Answers one of them. Throws `WorkflowUpdateFailedError`, whose `cause` says why, for an unknown, expired or answered one,
   * for another hash than the one asked about, for who may not decide it, and for changed arguments that the tool refuses.
   */
  resolveApproval(answer: ApprovalAnswer): Promise<ApprovalResult>;
  /** Asks the workflow to end; it may still clean up. Throws `WorkflowNotFoundError` where it has ended already. */
  cancel(): Promise<void>;
}

/** Starts a workflow. Throws `WorkflowExecutionAlreadyStartedError` where the id is taken. */
export async function startRun<W extends WorkflowFunction>(
  client: Client,
  type: string | W,
  options: StartOptions<W>,
): Promise<Run<W>> {
  const { id, taskQueue, input, tenant, ...others } = options;
  const rest = tenant === undefined ? others : { ...others, priority: { ...others.priority, fairnessKey: tenant } };
  const name = typeof type === 'string' ? type : type.name;
  const args = input === undefined ? [] : [input];
  const started = { ...rest, workflowId: id, taskQueue, args } as WorkflowStartOptions; // its conditional type needs the workflow's
  try {
    const handle = await startReadable(client, name, started);
    return runOver<W>(client, handle, handle.firstExecutionRunId);
  } catch (error) {
    throw notStarted(error, client, name, id);
  }
}

/** A handle to a workflow that exists. Throws `WorkflowNotFoundError`. */
export async function existingRun<W extends WorkflowFunction>(
  client: Client,
  id: string,
  runId?: string,
): Promise<Run<W>> {
  const found = await findExecution(client, id, runId);
  return runOver<W>(client, client.workflow.getHandle(id, runId), found.runId);
}

function runOver<W extends WorkflowFunction>(client: Client, handle: WorkflowHandle, runId: string): Run<W> {
  const { workflowId } = handle;
  const asked = { namespace: client.options.namespace, workflowId, runId };
  return {
    id: workflowId,
    runId,
    follow: (options) => followRun(client, { workflowId, runId }, options),
    result: () => answer(asked, () => handle.result()) as Promise<Awaited<ReturnType<W>>>, // the caller names the workflow
    resume: (input = {}) =>
      answer(asked, () => handle.executeUpdate<ResumeResult, [ResumeInput]>(RESUME_UPDATE, { args: [input] })),
    raiseBudget: (by) =>
      answer(asked, () => handle.executeUpdate<RaiseResult, [RaiseInput]>(RAISE_UPDATE, { args: [by] })),
    approvals: () => answer(asked, () => openApprovals(handle)),
    resolveApproval: (input) => answer(asked, () => resolveApproval(handle, input)),
    cancel: () => answer(asked, () => cancelOpen(handle)),
  };
}

/** The server itself lets one cancel what is over. */
async function cancelOpen(handle: WorkflowHandle): Promise<void> {
  const { status, runId } = await handle.describe();
  if (status.name !== 'RUNNING') {
    throw new WorkflowNotFoundError('workflow execution already completed', handle.workflowId, runId);
  }
  await handle.cancel();
}

function notStarted(error: unknown, client: Client, name: string, workflowId: string): Error {
  if (error instanceof WorkflowExecutionAlreadyStartedError) {
    const message = `Workflow \`${workflowId}\` has been started before. Use another id, look at it with \`dw show ${workflowId}\`, or pass workflowIdConflictPolicy or workflowIdReusePolicy.`;
    return Object.assign(new WorkflowExecutionAlreadyStartedError(message, workflowId, name), { cause: error });
  }
  return explained(error, { namespace: client.options.namespace, workflowId });
}
