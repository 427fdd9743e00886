/**
 * Door of the client room: starts, watches and explains runs. Law: imports common, `@temporalio/client` and
 * `@temporalio/common`; of anything else only types. Nothing here needs a worker.
 */
export { connect, type ConnectOptions } from './connect';
export type { Client } from './client';
export type { Run, StartInput, StartOptions, WorkflowFunction } from './run';
export type { RaiseInput, RaiseResult } from '../common/raise';
export type { ResumeInput, ResumeResult } from '../common/resume';
export type { ListedApproval, ListedApprovals } from './approvals';
export { publicKeyOf, signApproval } from './sign-approval';
export type { ApprovalStatement, SignedApproval } from '../common/approval-signature';
export type { ApprovalAnswer, ApprovalResult, OpenApproval } from '../common/approval';
export type { ResetOptions } from './reset';
export type { ListedRun, ListOptions } from './list';
export type { ExportedRun } from './export';
export type { DeployedBuild, Deployment, Routing } from './deployments';
export type { Setup } from './setup';
export type { FollowOptions } from './follow';
export type { DecidedBy, Step, StepKind, StepStatus, Tokens } from './step';
export type { CarriedCosts, Ledger } from './ledger';
export type { LedgerLimits } from './limits-reader';
export type { Share, Totals } from './totals';
export type { RunStatus } from './run-closing';
export type { Conversation } from './conversations';
export type { DisableOptions, SwitchName } from './switches';
export type { Disabled, Switch } from '../common/switches';
