/**
 * Who may start a `once` tool. Temporal starts an activity again after a retry, a pause, changed options, an operator's
 * reset of the activity or of the workflow, at times with attempt 1 and while the first one still runs. So each attempt
 * claims the call by a signal to its own run before its effect, and the first claim in history wins. After a reset of the
 * workflow the other runs of its chain are looked into too.
 */
import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { CLAIM_SIGNAL, type OnceClaim } from '../common/once';
import { payloadDecoder } from '../common/payload-decoding';
import type { Decode } from '../common/recording';
import { undoId } from '../common/undo';
import { FORMAT, type ToolCall, type ToolResult } from '../common/wire';
import { claimIn, effectsOf, type EffectsOfRun } from './once-history';
import { eventsSince, isMissing, requireRun, startOf, type Execution } from './run-events';

/**
 * `mine`: run it. `done`: another run of the chain has its result. `taken`: an attempt may have run it, of the call with
 * the id `by`; null where nobody can tell which.
 */
export type Claim =
  | { readonly kind: 'mine' }
  | { readonly kind: 'done'; readonly result: ToolResult }
  | { readonly kind: 'taken'; readonly by: string | null };

/** Runs of one chain that are looked into after a reset; more are somebody's experiment, and count as taken. */
const MAX_RESETS = 20;

/** While a workflow task runs, the server holds signals back: until it ends, or its timeout of 10 s. */
const FIRST_LOOK_AGAIN_MS = 50;
const LAST_LOOK_AGAIN_MS = 2_000;

/** Claims the current activity's call. Throws where the server can't be asked: nothing has been run then. */
export async function claimOnce(tool: string, call: ToolCall): Promise<Claim> {
  const { info, client } = Context.current();
  const { workflowId, runId } = requireRun(info.workflowExecution);
  const execution = { namespace: info.workflowNamespace ?? info.namespace, workflowId, runId };
  const decode = payloadDecoder(client.options.loadedDataConverter);
  const wanted = { activityId: info.activityId, tool, hash: call.hash };
  const before = await claimBefore(client, execution, decode, wanted, call);
  if (before) return before;
  const claim: OnceClaim = { v: FORMAT, ...wanted, token: randomUUID() };
  await client.workflow.getHandle(workflowId, runId).signal(CLAIM_SIGNAL, claim);
  for (let waitMs = FIRST_LOOK_AGAIN_MS; ; waitMs = Math.min(2 * waitMs, LAST_LOOK_AGAIN_MS)) {
    const claims = await claimsOf(client, execution, decode, info.activityId);
    if (claims.some(({ token }) => token === claim.token))
      return claims[0]?.token === claim.token ? { kind: 'mine' } : { kind: 'taken', by: info.activityId };
    await Context.current().sleep(waitMs); // ends with a cancellation, which a closed run brings
  }
}

type Wanted = Pick<OnceClaim, 'activityId' | 'tool' | 'hash'>;

/** The claims of one call in this run, oldest first; all of them come after its scheduling. */
async function claimsOf(client: Client, execution: Execution, decode: Decode, activityId: string) {
  const events = await eventsSince(
    client,
    execution,
    (event) => event.activityTaskScheduledEventAttributes?.activityId === activityId,
  );
  const claims = await Promise.all(events.map((event) => claimIn(event, decode)));
  return claims.flatMap((claim) => (claim?.activityId === activityId ? [claim] : []));
}

/** What other runs say of this call, or of one with the same tool and arguments, where this run came of a reset. */
async function claimBefore(
  client: Client,
  execution: Execution,
  decode: Decode,
  { activityId, tool, hash }: Wanted,
  { again, fenced = [] }: ToolCall,
): Promise<Claim | undefined> {
  const started = (await startOf(client, execution))?.workflowExecutionStartedEventAttributes;
  if (!started || started.originalExecutionRunId === execution.runId) return undefined; // never reset
  const own = await effectsOf(client, execution, decode);
  const others = await othersOf(client, execution, decode, own);
  if (!others) return again ? undefined : { kind: 'taken', by: null };
  const isLike = (claim: OnceClaim) =>
    claim.tool === tool && claim.hash === hash && !own.scheduled.has(claim.activityId); // those of its own are other calls
  const ids = others.flatMap(({ claims }) => claims.filter(isLike).map((claim) => claim.activityId));
  for (const id of [activityId, ...(again ? [] : ids)]) {
    if (others.some(({ scheduled }) => scheduled.has(undoId(id)))) return { kind: 'taken', by: null }; // it was taken back
    for (const other of others) {
      const result = await other.result(id);
      if (result) return { kind: 'done', result };
    }
    const isTaken = others.some(({ claims }) => claims.some((claim) => claim.activityId === id));
    if (isTaken && !fenced.includes(id)) return { kind: 'taken', by: id };
  }
  return undefined;
}

/** The runs that this one was copied from, and what came of them; undefined where they are too many, or past their retention. */
async function othersOf(
  client: Client,
  execution: Execution,
  decode: Decode,
  own: EffectsOfRun,
): Promise<readonly EffectsOfRun[] | undefined> {
  const others: EffectsOfRun[] = [];
  const sinceMs = Math.min(...own.bases.map(({ atMs }) => atMs));
  const left = [...own.bases.map(({ runId }) => runId), ...(await runsSince(client, execution, sinceMs))];
  const seen = new Set([execution.runId]);
  for (let runId = left.shift(); runId !== undefined; runId = left.shift()) {
    if (seen.has(runId)) continue;
    if (seen.add(runId).size > MAX_RESETS) return undefined;
    const other = await effectsOf(client, { ...execution, runId }, decode).catch(undefinedIfMissing);
    if (!other) return undefined;
    if (other.firstRunId !== own.firstRunId) continue; // another start under the same id
    others.push(other);
    left.push(...other.bases.map((base) => base.runId));
  }
  return others;
}

/** Runs under the same id that began after the reset, as far as visibility knows: other resets, and what continued them. */
async function runsSince(client: Client, { workflowId }: Execution, sinceMs: number): Promise<readonly string[]> {
  if (sinceMs === Infinity) return [];
  const since = new Date(sinceMs).toISOString();
  const query = `WorkflowId = ${JSON.stringify(workflowId)} AND StartTime >= "${since}"`;
  const runs: string[] = [];
  for await (const { runId } of client.workflow.list({ query, pageSize: MAX_RESETS }))
    if (runs.push(runId) > MAX_RESETS) break;
  return runs;
}

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
