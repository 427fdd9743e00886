/**
 * Door of the worker room. Law: composes activities, workflows (as a path) and a connection; imports `activities` and
 * `common`. A Temporal plugin first, a ready-made worker second.
 */
export { claude, type ClaudePlugin } from './claude-plugin';
export { buildWorkflows, bundleWorkflows, type BundleOptions } from './bundle-workflows';
export { runWorker, WORKER_EXIT, type RunWorkerOptions, type WorkerEnd } from './run-worker';
export { jsonLogger, type JsonLoggerOptions } from './json-logger';
export { redactedLogger } from './redacted-logger';
export type { HealthOptions } from './health-server';
export type { DeploymentOptions } from './deployment';
export { createWorker, type CreateWorkerOptions } from './create-worker';
export type { ClaudeOptions } from '../activities/claude-activities';
export type { ClaudeClient, ClaudeRun } from '../activities/claude-client';
