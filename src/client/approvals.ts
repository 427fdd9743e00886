/** What waits for a person, in one run or in all, and the answers. */
import { QueryNotRegisteredError, type Client, type WorkflowHandle } from '@temporalio/client';
import { APPROVALS_QUERY, type OpenApproval } from '../common/approval';
import { DW_NEEDS_PERSON } from '../common/search-attributes';
import { SWITCHES_WORKFLOW } from '../common/switches';
import { detailsOf } from './grpc-status';

/** A call that waits, and where. */
export interface ListedApproval extends OpenApproval {
  readonly workflowId: string;
  readonly runId: string;
}

/** Everything that waits, as far as the runs could be asked. */
export interface ListedApprovals {
  /** The one that expires first comes first. */
  readonly approvals: readonly ListedApproval[];
  /** Runs that did not answer, with the reason: usually no worker runs that knows them. */
  readonly unanswered: readonly { readonly workflowId: string; readonly reason: string }[];
}

/** Runs asked at once. */
const AT_ONCE = 10;

/** Asks the running workflows; only those that say that they need a person, where the namespace has the attribute. */
export async function listApprovals(client: Client): Promise<ListedApprovals> {
  const approvals: ListedApproval[] = [];
  const unanswered: { workflowId: string; reason: string }[] = [];
  const waiting = await waitingRuns(client);
  for (let at = 0; at < waiting.length; at += AT_ONCE) {
    await Promise.all(
      waiting.slice(at, at + AT_ONCE).map(async ({ workflowId, runId }) => {
        try {
          const open = await openApprovals(client.workflow.getHandle(workflowId, runId));
          approvals.push(...open.map((approval) => ({ workflowId, runId, ...approval })));
        } catch (error) {
          unanswered.push({ workflowId, reason: detailsOf(error) });
        }
      }),
    );
  }
  return { approvals: approvals.sort((a, b) => a.expiresAt.localeCompare(b.expiresAt)), unanswered };
}

/** What waits in one run. A workflow knows no such query before its first agent. */
export async function openApprovals(run: Pick<WorkflowHandle, 'query'>): Promise<readonly OpenApproval[]> {
  try {
    return await run.query<readonly OpenApproval[]>(APPROVALS_QUERY);
  } catch (error) {
    if (error instanceof QueryNotRegisteredError) return [];
    throw error;
  }
}

async function waitingRuns(client: Client): Promise<readonly { workflowId: string; runId: string }[]> {
  try {
    return await runsBy(client, `ExecutionStatus = "Running" AND ${DW_NEEDS_PERSON.name} = true`);
  } catch {
    return runsBy(client, `ExecutionStatus = "Running" AND WorkflowType != "${SWITCHES_WORKFLOW}"`); // a namespace that `dw setup` has not seen
  }
}

async function runsBy(client: Client, query: string): Promise<readonly { workflowId: string; runId: string }[]> {
  const runs = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) runs.push({ workflowId, runId });
  return runs;
}
