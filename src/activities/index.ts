/**
 * Door of the activities room. Law: I/O happens here and only here; imports `common`, knows nothing of workflows. Users
 * come for `defineTool`; workers compose the activities.
 */
export { defineTool, defineJsonTool, content, ToolError, Tool } from './tool';
export type { Content, Effect, JsonArgs, ToolContext, Undo, UndoContext, Verified } from './tool';
export { FencedError, fencedOutcome, oncePerKey } from './postgres-effects';
export type { EffectsOptions, PostgresPool, PostgresTransaction } from './postgres-effects';
export { worstCase, type WorstCase, type WorstCaseOptions } from './worst-case';
export type { ClaudeOptions } from './claude-activities';
export type { ClaudeClient, ClaudeRun } from './claude-client';
export type { Json, JsonObject, Jsonable } from '../common/json';
