/**
 * Tools of a worker under the fault kit: each says that it is about to run, and may then be told to go wrong. It goes
 * wrong after its own code has run, which is the worst moment: the effect is there and nobody has heard of it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { Tool, type ToolContext } from '../../activities';
import type { ToolDefinition } from '../../activities/tool';
import type { JsonObject } from '../../common/json';
import {
  HUNG_AFTER_MS,
  LARGE_CHARACTERS,
  LATE_MS,
  ORDERED_EXIT,
  PATIENCE,
  type Order,
  type Reach,
  type Report,
} from './report';

/** The same module of tools under the kit's hand. */
export function struckTools(tools: Readonly<Record<string, unknown>>, reach: Reach): Record<string, unknown> {
  const struck = Object.entries(tools).map(([name, tool]) => [
    name,
    tool instanceof Tool ? new Tool(tool.name, struckDefinition(tool.definition, reach)) : tool,
  ]);
  return Object.fromEntries(struck) as Record<string, unknown>; // pairs, by the line above
}

function struckDefinition(definition: ToolDefinition, reach: Reach): ToolDefinition {
  const run = async (args: JsonObject, ctx: ToolContext): Promise<unknown> => {
    const call = callOf(definition, ctx);
    const order = await reach({ ...call, moment: 'run' });
    if (order === undefined) return definition.run(args, ctx);
    if (order === 'late') await pause(LATE_MS);
    await definition.run(args, ctx).catch(() => undefined); // whatever it says is lost
    if (order !== 'exit') await reach({ ...call, moment: 'struck' });
    return obey(order);
  };
  const { effect, timeoutMs, maxAttempts } = definition;
  return {
    ...{ ...definition, run, timeoutMs: Math.min(timeoutMs, HUNG_AFTER_MS) },
    maxAttempts: effect === 'once' ? maxAttempts : Math.max(maxAttempts, PATIENCE),
  };
}

function callOf({ name, effect }: ToolDefinition, { idempotencyKey, attempt }: ToolContext): Omit<Report, 'moment'> {
  const { activityId, workflowExecution } = Context.current().info;
  const { workflowId, runId } = workflowExecution ?? { workflowId: '', runId: '' };
  return { activity: name, activityId, workflowId, runId, attempt, pid: process.pid, effect, key: idempotencyKey };
}

function obey(order: Order): unknown {
  if (order === 'exit') process.exit(ORDERED_EXIT);
  if (order === 'throw') throw new Error('The fault kit made this tool fail after it had run.');
  if (order === 'hang' || order === 'late') return new Promise(() => undefined);
  return 'x'.repeat(LARGE_CHARACTERS);
}
