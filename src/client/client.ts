/** The client: everything that people and programs outside do with runs, over one Temporal client. */
import type { Client as TemporalClient } from '@temporalio/client';
import type { Disabled } from '../common/switches';
import { listApprovals, type ListedApprovals } from './approvals';
import { conversationsOf, type Conversation } from './conversations';
import { findExecution } from './execution';
import { exportRun, type ExportedRun } from './export';
import { readHistory } from './history-pages';
import { ledgerOf, type Ledger } from './ledger';
import { listRuns, type ListedRun, type ListOptions } from './list';
import { decoderOf } from './payload-reading';
import { resetRun, type ResetOptions } from './reset';
import { describeDeployment, listDeployments, routeDeployment, type Deployment, type Routing } from './deployments';
import { setUp, type Setup } from './setup';
import { disable, enable, listDisabled, type DisableOptions, type SwitchName } from './switches';
import { existingRun, startRun, type Run, type StartOptions, type WorkflowFunction } from './run';

/** Starts, watches and explains runs. Reading needs no worker; without a run id it reads the latest run. */
export interface Client {
  /** Temporal's own client, for signals, queries and updates. */
  readonly temporal: TemporalClient;
  /** Starts a workflow by its name, or by its function where that may be imported. */
  start<W extends WorkflowFunction = WorkflowFunction>(type: string | W, options: StartOptions<W>): Promise<Run<W>>;
  /** A handle to a workflow that has been started before. */
  run<W extends WorkflowFunction = WorkflowFunction>(workflowId: string, runId?: string): Promise<Run<W>>;
  /** What Claude saw and said, one conversation an agent. */
  transcript(workflowId: string, runId?: string): Promise<readonly Conversation[]>;
  /** What was done, who decided it, what it cost. */
  ledger(workflowId: string, runId?: string): Promise<Ledger>;
  /** Runs, newest first. */
  list(options?: ListOptions): Promise<readonly ListedRun[]>;
  /** The calls that wait for a person, in all running workflows. */
  approvals(): Promise<ListedApprovals>;
  /** Takes a run back to before one of its steps; a new run goes on from there. Answers of people are not taken along. */
  reset(workflowId: string, options: ResetOptions): Promise<Run>;
  /** Disables a tool or an agent for all workers, within a second; calls that run finish. */
  disable(name: SwitchName, options: DisableOptions): Promise<Disabled>;
  /** Takes it back. Throws where it is not disabled. */
  enable(name: SwitchName, by: string): Promise<void>;
  /** What is disabled. */
  disabled(): Promise<readonly Disabled[]>;
  /** Everything that is known of a run in one document. */
  export(workflowId: string, runId?: string): Promise<ExportedRun>;
  /** Creates the search attributes by which runs are found in the Temporal UI. */
  setUp(): Promise<Setup>;
  /** The names of the worker deployments in the namespace. */
  deployments(): Promise<readonly string[]>;
  /** The builds of one, and which of them gets new runs. */
  deployment(name: string): Promise<Deployment>;
  /** Decides which build gets new runs; open runs stay on theirs. */
  route(name: string, routing: Routing): Promise<void>;
  /** Ends the connection, unless it was given to `connect`. */
  close(): Promise<void>;
}

/** Our client over Temporal's. */
export function clientOver(temporal: TemporalClient, close: () => Promise<void>): Client {
  const decode = decoderOf(temporal);
  return {
    temporal,
    start: (type, options) => startRun(temporal, type, options),
    run: (workflowId, runId) => existingRun(temporal, workflowId, runId),
    transcript: async (workflowId, runId) => {
      const execution = await findExecution(temporal, workflowId, runId);
      return conversationsOf(readHistory(temporal, execution), decode);
    },
    ledger: async (workflowId, runId) => {
      const described = await findExecution(temporal, workflowId, runId);
      return ledgerOf(readHistory(temporal, described), described, decode);
    },
    list: (options) => listRuns(temporal, options),
    approvals: () => listApprovals(temporal),
    reset: async (workflowId, options) => {
      const { runId } = await resetRun(temporal, workflowId, options);
      return existingRun(temporal, workflowId, runId);
    },
    disable: (name, options) => disable(temporal, name, options),
    enable: (name, by) => enable(temporal, name, by),
    disabled: () => listDisabled(temporal),
    export: (workflowId, runId) => exportRun(temporal, decode, workflowId, runId),
    setUp: () => setUp(temporal),
    deployments: () => listDeployments(temporal),
    deployment: (name) => describeDeployment(temporal, name),
    route: (name, routing) => routeDeployment(temporal, name, routing),
    close,
  };
}
