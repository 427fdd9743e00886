/** How users write a tool: one typed object that says what it does, what happens if it runs twice, and how. */
import type { z } from 'zod';
import type { Attachment } from '../common/attachment';
import type { Json, JsonObject, Jsonable } from '../common/json';
import { claudeName } from '../common/tool-name';
import type { EffectKind } from '../common/offer';
import type { Block } from '../common/wire';
import type { ArgumentSchema } from './argument-schema';
import { jsonArguments } from './json-arguments';
import { zodArguments } from './zod-arguments';

/** What `run` gets beside its arguments. */
export interface ToolContext {
  /**
   * The same for everything that counts as the same call (64 hex digits): store it with the effect, in one transaction.
   * Only for `idempotent` tools is it more than the identity of this call.
   */
  readonly idempotencyKey: string;
  /** 1 on the first try; how often this call was started so far. */
  readonly attempt: number;
  /** Aborted when the run is cancelled or the worker shuts down: pass it to whatever you wait for. */
  readonly signal: AbortSignal;
  /** Shows progress in the Temporal UI. Not needed to stay alive: a timer does that. */
  heartbeat(detail?: Json): void;
  /** Temporal's logger, with the run's and the step's names. */
  readonly log: Record<'debug' | 'info' | 'warn' | 'error', (message: string, fields?: object) => void>;
}

/** Thrown by `run` for Claude to read: answered as an error result, never retried. Business refusals are these. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

declare const blocks: unique symbol;

/** Claude content blocks (text, image, document) marked as such; anything else that `run` returns is JSON or text. */
export interface Content {
  readonly [blocks]: true;
}

/** Runtime carrier of `Content`. */
export class ContentBlocks {
  constructor(readonly list: readonly Block[]) {}
}

/**
 * Marks a list of Claude content blocks, for tools that return more than text or JSON. Images and documents in base64 are
 * made to fit and go to the worker's artifact store where they are large; what `attach` returned may stand here too.
 */
export function content(list: readonly (Block | Attachment)[]): Content {
  return new ContentBlocks(list) as unknown as Content; // the phantom type keeps plain objects out
}

/** What happens if it runs twice; every tool has to say. */
export type Effect<Args> =
  /** Reads only: run freely. */
  | { readonly effect: 'read'; readonly key?: never; readonly verify?: never; readonly undo?: never }
  /**
   * Running it again with the same key changes nothing. `'call'`: retries of this one call are the same; a function of the
   * arguments: calls with the same text are the same too, in every run of the namespace, under whatever tool use id.
   */
  | {
      readonly effect: 'idempotent';
      /** What makes two calls the same. */ readonly key: 'call' | ((args: Args) => string);
      readonly verify?: never;
      readonly undo?: Undo<Args>;
    }
  /**
   * Must not run twice: never started a second time, by whatever. If nobody knows whether it happened, `verify` is asked;
   * where it cannot say either, Claude is told just that.
   */
  | {
      readonly effect: 'once';
      readonly key?: never;
      /** Finds out whether it happened; may run any number of times. `'cannot'`: nobody can find out. */
      readonly verify: 'cannot' | ((args: Args, ctx: ToolContext) => Promise<Verified>);
      readonly undo?: Undo<Args>;
    };

/**
 * Takes one effect back, where `runAgent(…, { onFailure: 'compensate' })` comes to no answer. May run more than once, under
 * one key. Throws `ToolError` where it can't be done; other errors are retried.
 */
export type Undo<Args> = (args: Args, ctx: UndoContext) => Promise<void>;

/** What `undo` gets beside the arguments that the call ran with. `idempotencyKey` is its own. */
export interface UndoContext extends ToolContext {
  /** The `idempotencyKey` that `run` had. */
  readonly effectKey: string;
  /** What `run` returned, as Claude read it, where that is a text of at most 1 KB. */
  readonly result?: string;
}

/** What `verify` found. A `no` counts only where the first attempt can no longer happen: it has been fenced off. */
export type Verified =
  | { readonly ran: 'yes'; readonly result: Json }
  | { readonly ran: 'no'; readonly fenced: true }
  | { readonly ran: 'unknown' };

interface Common<Name extends string> {
  /** Letters, digits, `_` and `-`, at most 64: also the name of the activity in the Temporal UI. */
  readonly name: Name;
  /** For Claude: what it does, when to use it, what it returns. */
  readonly description: string;
  /** One attempt may take this long. Default 60,000. */
  readonly timeoutMs?: number;
  /** Attempts before Claude is told that the tool failed. Default 5; a `once` tool always has one. */
  readonly maxAttempts?: number;
  /** `'untrusted'`: it returns what strangers wrote. Claude is told so, and the run's later effects need a person's yes. */
  readonly trust?: 'untrusted';
  /** It returns what must not get out: personal data, secrets. */
  readonly sensitive?: boolean;
}

type Spec<Name extends string, Args, R> = Common<Name> &
  Effect<Args> & {
    /** Returns text, JSON or `content([...])`. Throws `ToolError` for Claude to read; other errors are retried. */
    readonly run: (args: Args, ctx: ToolContext) => Promise<R & (R extends Content ? R : Jsonable<R>)>;
  };

/** A tool with its types erased, as the registry and the activities use it. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly effect: EffectKind;
  readonly key?: 'call' | ((args: JsonObject) => string);
  readonly verify?: (args: JsonObject, ctx: ToolContext) => Promise<Verified>;
  readonly undo?: Undo<JsonObject>;
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly trust?: 'untrusted';
  readonly sensitive?: boolean;
  readonly input: ArgumentSchema;
  readonly run: (args: JsonObject, ctx: ToolContext) => Promise<unknown>;
}

declare const args: unique symbol;

/** A tool. `Args` is what its schema makes of the arguments; workflow code needs no more than this type. */
export class Tool<const Name extends string = string, in Args = never> {
  /** Only a type: what workflow code knows of the arguments. */
  declare readonly [args]?: (args: Args) => void;
  constructor(
    readonly name: Name,
    /** For the worker. */
    readonly definition: ToolDefinition,
  ) {}
}

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_ATTEMPTS = 5;

/** Defines a tool. What is wrong with it is said when the worker starts, for all tools together. */
export function defineTool<const Name extends string, S extends z.ZodObject, R>(
  tool: Spec<Name, z.output<S>, R> & { readonly input: S },
): Tool<Name, z.output<S>> {
  return new Tool(tool.name, definitionOf(tool, zodArguments(tool.input)));
}

/** Arguments that a plain JSON Schema describes: the compiler knows no more of them. */
export type JsonArgs = Readonly<Record<string, Json>>;

/**
 * Defines a tool whose arguments are described by plain JSON Schema (2020-12), as tools from elsewhere are. A name that
 * Claude's API does not take is mapped to one that it takes; toolboxes go on using the tool's own.
 */
export function defineJsonTool<const Name extends string, R>(
  tool: Spec<Name, JsonArgs, R> & { readonly inputSchema: object },
): Tool<Name, JsonArgs> {
  const definition = definitionOf(tool, jsonArguments(tool.inputSchema));
  const name = claudeName(tool.name);
  if (name === tool.name) return new Tool(tool.name, definition);
  const description = tool.description && `${tool.description}\n(Its own name is ${JSON.stringify(tool.name)}.)`;
  return new Tool(tool.name, { ...definition, name, description });
}

function definitionOf<Args, R>(tool: Spec<string, Args, R>, input: ArgumentSchema): ToolDefinition {
  const { name, description, effect, key, verify, undo, run, trust, sensitive } = tool;
  return {
    name,
    description,
    effect,
    ...(key !== undefined && { key: key as 'call' | ((args: JsonObject) => string) }), // types erased: the schema gave these arguments
    ...(typeof verify === 'function' && { verify: verify as NonNullable<ToolDefinition['verify']> }), // types erased likewise
    ...(undo && { undo: undo as Undo<JsonObject> }), // types erased likewise
    ...(trust && { trust }),
    ...(sensitive && { sensitive }),
    timeoutMs: tool.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    maxAttempts: effect === 'once' ? 1 : (tool.maxAttempts ?? DEFAULT_MAX_ATTEMPTS),
    input,
    run: run as ToolDefinition['run'], // types erased likewise
  };
}
