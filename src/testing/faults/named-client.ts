/** Clients of Claude that name run and call in each request, so that one simulator serves many runs with faults of their own. */
import Anthropic from '@anthropic-ai/sdk';
import { Context } from '@temporalio/activity';
import type { ClaudeClient, ClaudeRun } from '../../activities';
import { CALL_HEADER, WORKFLOW_HEADER } from './report';

/** One client for each run: a rate limit holds back only the run that met it. */
export function namedClients(): (run: ClaudeRun) => ClaudeClient {
  const clients = new Map<string, ClaudeClient>();
  return ({ workflowId }) => {
    const client = clients.get(workflowId) ?? new Anthropic({ maxRetries: 0, fetch: fetchNamed });
    clients.set(workflowId, client);
    return client;
  };
}

const fetchNamed: typeof fetch = (url, init) => {
  const { activityId, workflowExecution } = Context.current().info;
  const headers = new Headers(init?.headers);
  headers.set(WORKFLOW_HEADER, workflowExecution?.workflowId ?? '');
  headers.set(CALL_HEADER, activityId);
  return fetch(url, { ...init, headers });
};
