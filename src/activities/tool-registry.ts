/**
 * The tools of one worker, checked all at once when it starts: a name that Claude's API refuses, a duplicate, a collision
 * with an activity or a schema that would lose something must not be found out in the middle of a run.
 */
import type { JsonObject } from '../common/json';
import { isClaudeName } from '../common/tool-name';
import { CHECK_ACTIVITY } from '../common/approval';
import { VERIFY_ACTIVITY } from '../common/once';
import { UNDO_ACTIVITY } from '../common/undo';
import { CARRY_ACTIVITY } from '../common/carry';
import type { ToolOffer } from '../common/offer';
import { CALL_ACTIVITY } from '../common/wire';
import { Tool, type ToolDefinition } from './tool';

/** Names of properties that it accepts in a tool's schema. */
const PROPERTY_NAME = /^[a-zA-Z0-9_.-]{1,64}$/;

/** One registered tool: its code and what Claude gets to see of it. */
export interface RegisteredTool {
  readonly definition: ToolDefinition;
  readonly offer: ToolOffer;
}

/** The tools of a worker by name. */
export type ToolRegistry = ReadonlyMap<string, RegisteredTool>;

/**
 * Registers the tools among the exports of a module; other exports are ignored. Throws a `TypeError` that lists
 * every problem of every tool.
 */
export function registerTools(module: Readonly<Record<string, unknown>>): ToolRegistry {
  const registry = new Map<string, RegisteredTool>();
  const problems: string[] = [];
  for (const tool of Object.values(module)) {
    if (!(tool instanceof Tool)) continue;
    const { definition } = tool;
    const found = problemsOf(definition);
    if (registry.has(definition.name)) found.push('another tool has the same name: give each its own');
    const schema = schemaOf(definition);
    if ('problem' in schema) found.push(schema.problem);
    else registry.set(definition.name, { definition, offer: offerOf(definition, schema.schema) });
    problems.push(...found.map((problem) => `- tool \`${definition.name}\`: ${problem}`));
  }
  if (problems.length > 0) throw new TypeError(`These tools can't be used as they are:\n${problems.join('\n')}`);
  return registry;
}

/** Throws a `TypeError` if one of the worker's own activities has a tool's name, or the name of one of ours. */
export function refuseCollisions(registry: ToolRegistry, activities: object): void {
  const taken = Object.keys(activities).filter((name) => registry.has(name) || isReserved(name));
  if (taken.length > 0) {
    throw new TypeError(
      `The activities ${taken.map((name) => `\`${name}\``).join(', ')} have the name of a tool or of an activity of dynamic-workflows. Rename them.`,
    );
  }
}

function problemsOf(definition: ToolDefinition): string[] {
  const { name, description, effect, key, undo, timeoutMs, maxAttempts, trust } = definition;
  const problems: string[] = [];
  if (!isClaudeName(name)) problems.push("Claude's API takes names of 1 to 64 letters, digits, `_` and `-` only");
  if (isReserved(name)) problems.push('the name is taken by an activity of dynamic-workflows');
  if (!description.trim()) problems.push('it needs a description: it is all that Claude knows of it');
  if (!['read', 'idempotent', 'once'].includes(effect))
    problems.push(`its effect \`${effect}\` must be read, idempotent or once`);
  if (effect === 'idempotent' && key !== 'call' && typeof key !== 'function') {
    problems.push("an idempotent tool needs `key: 'call'` or `key: (args) => …`: what makes two calls the same");
  }
  if (trust !== undefined && trust !== 'untrusted') problems.push("its trust is 'untrusted' or nothing");
  if (undo !== undefined && effect === 'read') problems.push('a tool that only reads has nothing to undo');
  if (!(timeoutMs > 0)) problems.push(`its timeoutMs \`${timeoutMs}\` must be more than 0`);
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1)
    problems.push(`its maxAttempts \`${maxAttempts}\` must be a whole number of at least 1`);
  return problems;
}

function isReserved(name: string): boolean {
  return [CALL_ACTIVITY, CARRY_ACTIVITY, CHECK_ACTIVITY, VERIFY_ACTIVITY, UNDO_ACTIVITY].includes(name);
}

function schemaOf({ input }: ToolDefinition): { schema: JsonObject } | { problem: string } {
  try {
    const schema = input.describe();
    const strange = Object.keys(schema['properties'] ?? {}).find((property) => !PROPERTY_NAME.test(property));
    if (strange === undefined) return { schema };
    const problem = `Claude's API takes property names of 1 to 64 letters, digits, \`_\`, \`.\` and \`-\` only, not \`${strange}\``;
    return { problem };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function offerOf(definition: ToolDefinition, inputSchema: JsonObject): ToolOffer {
  const { name, description, effect, timeoutMs, verify, undo, trust, sensitive } = definition;
  const once = effect === 'once' && { verifies: verify !== undefined };
  const undoes = undo && { undoes: true as const };
  const reads = { ...(trust && { trust }), ...(sensitive && { sensitive: true as const }) };
  return { name, description, inputSchema, effect, timeoutMs, ...once, ...undoes, ...reads };
}
