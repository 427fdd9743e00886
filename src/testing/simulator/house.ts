/** What all requests of one simulator share: its script, its cache, its accounts and its log. */
import type { OpenAttempt } from './bill';
import { PromptCache } from './prompt-cache';
import type { SimulatedRequest } from './request';
import type { ScriptBook } from './script-book';
import type { Standing } from './signature';
import { TokenBucket } from './token-bucket';

/** How the model behaves in time and in its accounts. */
export interface Manner {
  readonly latencyMs?: number;
  readonly tokensPerSecond?: number;
  readonly pingEveryMs?: number;
  readonly staleCacheSplit?: boolean;
  readonly inputTokensPerMinute?: number;
}

/** What all requests of one simulator share. */
export interface House {
  readonly manner: Manner;
  readonly script: ScriptBook;
  readonly cache: PromptCache;
  readonly attempts: OpenAttempt[];
  /** Standings at which a turn was paused: only there may a conversation end with the assistant. */
  readonly paused: Set<Standing>;
  readonly log: LoggedRequest[];
  /** The only key that passes, if there is one. */
  readonly apiKey: string | undefined;
  /** The limit on input tokens, if there is one. */
  readonly tokens?: TokenBucket;
}

/** A request in the log; its problem is written in when it shows. */
export type LoggedRequest = { -readonly [Field in keyof SimulatedRequest]: SimulatedRequest[Field] };

/** An empty house: nothing cached, nothing billed, nothing asked. */
export function openHouse(manner: Manner, script: ScriptBook, apiKey: string | undefined): House {
  const { inputTokensPerMinute: limit } = manner;
  const tokens = limit === undefined ? {} : { tokens: new TokenBucket(limit) };
  return { manner, script, cache: new PromptCache(), attempts: [], paused: new Set(), log: [], apiKey, ...tokens };
}
