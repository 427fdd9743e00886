/** Lets people write the beginning of a workflow id where it is clear which one they mean. */
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Client } from '../client/index';
import type { Terminal } from './terminal';

/** So many candidates are told; more say only that there are more. */
const MAX_CANDIDATES = 5;

/** Runs `work` with the id; where no workflow has it, with the only one that begins with it. */
export async function withRun<T>(
  client: Client,
  id: string,
  terminal: Terminal,
  work: (id: string) => Promise<T>,
): Promise<T> {
  try {
    return await work(id);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const ids = await beginningWith(client, id);
    const [only] = ids;
    if (only === undefined || only === id) throw error;
    if (ids.length > 1) throw ambiguous(id, ids, error);
    terminal.err(`\`${id}\` is taken for ${only}.`);
    return work(only);
  }
}

async function beginningWith(client: Client, id: string): Promise<readonly string[]> {
  const query = `WorkflowId STARTS_WITH "${id.replaceAll('"', '')}"`;
  const runs = await client.list({ query, limit: MAX_CANDIDATES * 2 }); // a workflow may have several runs
  return [...new Set(runs.map((run) => run.id))];
}

function ambiguous(id: string, ids: readonly string[], cause: unknown): Error {
  const told = ids.slice(0, MAX_CANDIDATES).join(', ');
  const more = ids.length > MAX_CANDIDATES ? ' and more' : '';
  return new Error(`\`${id}\` is the beginning of several ids: ${told}${more}. Write one in full.`, { cause });
}
