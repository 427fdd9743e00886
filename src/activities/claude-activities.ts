/** The activities of one worker: one for each tool, under the tool's own name, and the two that serve the transcript. */
import type { ArtifactStore } from '../artifacts';
import { requireSharp } from '../artifacts/image';
import { CHECK_ACTIVITY } from '../common/approval';
import { PRICES, type PriceTable } from '../common/prices';
import { VERIFY_ACTIVITY } from '../common/once';
import { UNDO_ACTIVITY } from '../common/undo';
import { CARRY_ACTIVITY } from '../common/carry';
import { CALL_ACTIVITY } from '../common/wire';
import { ArtifactReader } from './artifact-reader';
import { callClaudeActivity } from './call-claude';
import { checkArgumentsActivity } from './check-arguments';
import { clientSource, type ClientOptions } from './claude-client';
import { carryTranscriptActivity } from './carry-transcript';
import { DisabledList } from './disabled-list';
import { HistoryReader } from './history-reader';
import { toolActivity } from './tool-activity';
import { ProviderGate } from './provider-gate';
import { undoEffectActivity } from './undo-effect';
import { verifyOutcomeActivity } from './verify-outcome';
import { registerTools, type ToolRegistry } from './tool-registry';

/** Claude may think for a while, but a connection that says nothing, not even a ping, for so long is dead. */
const DEFAULT_IDLE_MS = 90_000;

/** What a worker says about Claude and its tools. */
export interface ClaudeOptions extends ClientOptions {
  /** Tools among the values, usually `import * as tools`; other exports are ignored. */
  readonly tools: Readonly<Record<string, unknown>>;
  /** Prices that differ from, or are missing in, the built-in table. */
  readonly prices?: PriceTable;
  /** Where files are kept that are too large for history; `attach` must be given the same. Needs the package `sharp`. */
  readonly artifacts?: ArtifactStore;
  /** Silence after which a request is given up and retried. Default 90,000. */
  readonly idleMs?: number;
  /** Runs whose transcripts are kept in memory; 0 reads history anew on every call. Default 1,000. */
  readonly maxCachedTranscripts?: number;
}

/** The names of all options, for those who pass them on. */
export const CLAUDE_OPTIONS = [
  'tools',
  'apiKey',
  'baseURL',
  'client',
  'prices',
  'artifacts',
  'idleMs',
  'maxCachedTranscripts',
] as const satisfies readonly (keyof ClaudeOptions)[];

/** The activities by name, with the registry and the reader behind them. */
export interface ClaudeActivities {
  readonly activities: Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;
  readonly registry: ToolRegistry;
  readonly history: HistoryReader;
}

/** Makes the activities. Throws a `TypeError` for unusable tools and for a missing key. */
export function claudeActivities(options: ClaudeOptions): ClaudeActivities {
  const registry = registerTools(options.tools);
  if (options.artifacts) requireSharp();
  const history = new HistoryReader(
    options.maxCachedTranscripts === undefined ? {} : { maxCachedRuns: options.maxCachedTranscripts },
  );
  const disabled = new DisabledList();
  const callClaude = callClaudeActivity({
    disabled,
    clientFor: clientSource(options),
    registry,
    prices: { ...PRICES, ...options.prices },
    history,
    gate: new ProviderGate(),
    artifacts: new ArtifactReader(options.artifacts),
    idleMs: positive(options.idleMs ?? DEFAULT_IDLE_MS, 'idleMs'),
  });
  const tools = [...registry.values()].map(
    ({ definition }) =>
      [definition.name, toolActivity(definition, { artifacts: options.artifacts, disabled })] as const,
  );
  return {
    activities: {
      ...Object.fromEntries(tools),
      [CALL_ACTIVITY]: callClaude,
      [CARRY_ACTIVITY]: carryTranscriptActivity(history),
      [CHECK_ACTIVITY]: checkArgumentsActivity(registry),
      [VERIFY_ACTIVITY]: verifyOutcomeActivity(registry),
      [UNDO_ACTIVITY]: undoEffectActivity(registry),
    },
    registry,
    history,
  };
}

function positive(value: number, name: string): number {
  if (value > 0) return value;
  throw new TypeError(`\`${name}\` must be more than 0, not \`${value}\`.`);
}
