/** What is killed where, drawn from a seed, and what is told of each call afterwards. Pure. */
import type { Happened } from './outside';

/** The tools, by how they keep an effect from happening twice. */
export const TOOLS = ['sendOnce', 'payOnce', 'payByKey'] as const;
/** Where a kill can hit: around the window from an effect's start to its commit. */
export const WINDOWS = ['before', 'inside', 'after'] as const;
export type ToolName = (typeof TOOLS)[number];
export type Window = (typeof WINDOWS)[number];

/** One call, and the place where its worker is held until it dies. */
export interface Planned {
  readonly id: string;
  readonly tool: ToolName;
  readonly held: 'before' | 'claimed' | 'started' | 'after';
}

/** What is known of one call whose worker was killed. */
export interface Hit extends Planned {
  readonly window: Window;
  /** From the start of its effect to the kill. */
  readonly sinceStartMs?: number;
  readonly happened: readonly Happened[];
  /** What the effect is told as, for each time that it took place. */
  readonly effects: readonly string[];
  /** What Claude was told. */
  readonly told: string;
}

/** `count` calls for each cell of the table that is still short of kills, in random order. */
export function planFrom(random: () => number, missing: (tool: ToolName, window: Window) => number): Planned[] {
  const plan = TOOLS.flatMap((tool) =>
    WINDOWS.flatMap((window) =>
      Array.from({ length: missing(tool, window) }, () => ({ tool, held: placeIn(window, random), order: random() })),
    ),
  );
  return plan
    .sort((a, b) => a.order - b.order)
    .map(({ tool, held }) => ({ id: `e${Math.floor(random() * 2 ** 32).toString(16)}`, tool, held }));
}

function placeIn(window: Window, random: () => number): Planned['held'] {
  if (window !== 'before') return window === 'inside' ? 'started' : 'after';
  return random() < 0.5 ? 'before' : 'claimed';
}

/** Everything that is wrong with what became of a call. */
export function wrongWith({ tool, happened, effects, told }: Hit): string[] {
  const count = (what: Happened['what']): number => happened.filter((line) => line.what === what).length;
  const mayStart = tool === 'payByKey' ? Infinity : 1 + count('fenced');
  const isUnknown = told.includes('It is not known whether');
  const ref = /ref-[0-9a-f-]{36}/.exec(told)?.[0];
  return [
    ...(count('start') > mayStart ? [`started ${count('start')} times with ${count('fenced')} fenced no`] : []),
    ...(effects.length > 1 ? [`took effect ${effects.length} times`] : []),
    ...(effects.length === 0 && tool !== 'sendOnce' ? ['took no effect'] : []),
    ...(ref !== undefined && !effects.includes(ref) ? [`told as ${ref}, which did not happen`] : []),
    ...(ref === undefined && !isUnknown ? [`told as ${told.slice(0, 200)}`] : []),
    ...(isUnknown && tool === 'payByKey' ? ['told as unknown'] : []),
  ];
}
