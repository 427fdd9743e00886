/** An agent: a frozen object that says who Claude is in one step and what it may do there. Plain data, never serialised. */
import type { z } from 'zod';
import { isAgentName } from '../common/activity-id';
import type { JsonObject } from '../common/json';
import type { Effort } from '../common/offer';
import { afterProblem } from './after-rule';
import { ruleProblem } from './approval-rule';
import { outputSchemaOf } from './output-schema';
import type { Toolbox } from './toolbox';

declare const looping: unique symbol;

/** An agent. `Loops` is true for one with tools: `askClaude` takes only agents without. */
export interface Agent<Output = string, Loops extends boolean = boolean> {
  readonly name: string;
  readonly model: string;
  readonly system: string;
  readonly maxTokens: number;
  readonly maxTurns: number;
  readonly heartbeatTimeoutMs: number;
  readonly effort?: Effort;
  readonly claudeTaskQueue?: string;
  readonly tools?: Toolbox;
  readonly output?: z.ZodType<Output>;
  readonly outputSchema?: JsonObject;
  readonly [looping]?: Loops;
}

interface Base {
  /** Stands in activity ids and in the ledger: a letter, then letters, digits, `_`, `-`; at most 64. */
  readonly name: string;
  /** A model id such as `claude-opus-5-5`. */
  readonly model: string;
  /** The system prompt. Keep it free of times and ids: it is the start of every cached prefix. */
  readonly system: string;
  /** Tokens of one reply at the most. A reply cut off there is asked for once more with twice the room. */
  readonly maxTokens: number;
  readonly effort?: Effort;
  /**
   * Calls of Claude go through this queue instead of the workflow's. Its workers share one limit on the server:
   * `maxTaskQueueActivitiesPerSecond`. They need the same tools, whose definitions they send.
   */
  readonly claudeTaskQueue?: string;
  /** A lost worker is noticed after this time. Default 10,000. */
  readonly heartbeatTimeoutMs?: number;
}

type WithTools = Base & {
  readonly tools: Toolbox;
  /** Calls of Claude at the most. */
  readonly maxTurns: number;
};
type Alone = Base & { readonly tools?: never; readonly maxTurns?: never };

/** An answer, the one repair that is asked for, and one pause. */
const TURNS_WITHOUT_TOOLS = 3;

/** A lost worker costs ten seconds unless the agent says less. */
const DEFAULT_HEARTBEAT_TIMEOUT_MS = 10_000;

/** Below this a busy worker is taken for a dead one. */
const MIN_HEARTBEAT_TIMEOUT_MS = 1_000;

/** The longest reply that any model gives. */
const MAX_OUTPUT_TOKENS = 128_000;

/** Turns of an `agentWorkflow`, which continues as new; `runAgent` takes fewer. */
const MAX_TURNS = 10_000;

const models = new Set<string>();

/** An agent that can't work as it is defined. */
export class AgentDefinitionError extends TypeError {
  override readonly name = 'AgentDefinitionError'; // a worker knows it by its name when it starts
}

/** Defines an agent. Throws an `AgentDefinitionError` that says what is wrong with it. */
export function defineAgent<Output>(spec: WithTools & { readonly output: z.ZodType<Output> }): Agent<Output, true>;
export function defineAgent(spec: WithTools & { readonly output?: never }): Agent<string, true>;
export function defineAgent<Output>(spec: Alone & { readonly output: z.ZodType<Output> }): Agent<Output, false>;
export function defineAgent(spec: Alone & { readonly output?: never }): Agent<string, false>;
export function defineAgent<Output>(
  spec: (WithTools | Alone) & { readonly output?: z.ZodType<Output> },
): Agent<Output> {
  const { maxTurns = TURNS_WITHOUT_TOOLS, heartbeatTimeoutMs = DEFAULT_HEARTBEAT_TIMEOUT_MS, output } = spec;
  requireName(spec.name);
  if (!spec.model)
    throw new AgentDefinitionError(`Agent \`${spec.name}\` needs a model, for instance \`claude-opus-5-5\`.`);
  requireWhole(spec.name, 'maxTokens', spec.maxTokens, 1, MAX_OUTPUT_TOKENS);
  requireWhole(spec.name, 'maxTurns', maxTurns, 1, MAX_TURNS);
  requireWhole(spec.name, 'heartbeatTimeoutMs', heartbeatTimeoutMs, MIN_HEARTBEAT_TIMEOUT_MS, Number.MAX_SAFE_INTEGER);
  for (const [tool, rules] of Object.entries(spec.tools?.rules ?? {})) {
    requireWhole(spec.name, `maxCalls of ${tool}`, rules.maxCalls ?? 1, 1, Number.MAX_SAFE_INTEGER);
    const problem = ruleProblem(rules);
    if (problem) throw new AgentDefinitionError(`Agent \`${spec.name}\`, tool \`${tool}\`: ${problem}.`);
  }
  const outOfReach = afterProblem(spec.tools?.rules ?? {});
  if (outOfReach) throw new AgentDefinitionError(`Agent \`${spec.name}\`: ${outOfReach}.`);
  models.add(spec.model);
  return Object.freeze({
    ...spec,
    maxTurns,
    heartbeatTimeoutMs,
    ...(output && { outputSchema: schemaOf(spec.name, output) }),
  });
}

/** The models of all agents that this process has defined: what `dw doctor` asks the API about. */
export function definedModels(): readonly string[] {
  return [...models];
}

function schemaOf(agent: string, output: z.ZodType): JsonObject {
  try {
    return outputSchemaOf(output);
  } catch (cause) {
    throw new AgentDefinitionError(`Agent \`${agent}\`: ${(cause as Error).message}`, { cause });
  }
}

function requireName(name: string): void {
  if (isAgentName(name)) return;
  throw new AgentDefinitionError(
    `An agent's name is a letter, then letters, digits, \`_\` or \`-\`, at most 64 in all; not \`${name}\`.`,
  );
}

function requireWhole(agent: string, what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new AgentDefinitionError(
    `Agent \`${agent}\`: ${what} must be a whole number from ${least} to ${most}, not \`${value}\`.`,
  );
}
