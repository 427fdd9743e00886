/**
 * Door of the workflows room. Law: DETERMINISTIC. Runs in Temporal's sandbox: imports `common`, `@temporalio/workflow` and
 * zod; of everything else only types. What is exported here is what workflow code is written with.
 */
export { agentWorkflow } from './agent-workflow';
export { askClaude, runAgent } from './run-agent';
export { AgentDefinitionError, defineAgent, type Agent } from './agent';
export { toolbox, type Rules, type Toolbox } from './toolbox';
export type { TaintedRule } from './taint';
export { unhandled, type Ending, type Outcome, type Spent } from './outcome';
export { declareSteps } from './run-state';
export { budgetLeft, limitRun, type RunLimits } from './run-budget';
export { lendBudget } from './lend-budget';
export { turnLivePageOff } from './story';
export type { Ask } from './ask';
export type { Datum } from '../common/first-message';
export type { AtLimit, LimitKind, Limits } from '../common/limits';
export type { Attachment } from '../common/attachment';
export { formatUsd, inUsd, usd, type NanoUsd } from '../common/money';
export { FAILURE, type FailureType } from '../common/failure-type';
export type { Effort } from '../common/offer';
export type { Undone } from '../common/undo';
