/**
 * The prompt cache: which prefix of a request was paid for before. It keeps one entry a marker that was written, looks
 * back a bounded number of blocks from each marker, and forgets entries when their time is up or on demand.
 */
import { sortedJson } from './json';
import type { Model } from './models';
import { chain, type Segment, type Ttl } from './prompt';
import type { MessagesRequest } from './request';
import { prefixTokens } from './tokens';

/** The tokens of one prompt by what they cost. */
export interface InputTokens {
  readonly fresh: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
}

/** Positions tried from each marker backwards, the marker itself counted. */
const LOOK_BACK_BLOCKS = 20;
const TTL_MS: Readonly<Record<Ttl, number>> = { '5m': 300_000, '1h': 3_600_000 };

interface Entry {
  readonly ttl: Ttl;
  expiresAt: number;
}

interface Prefix {
  readonly key: string;
  readonly tokens: number;
  readonly ttl?: Ttl;
}

/** The cache of one simulator. */
export class PromptCache {
  readonly #entries = new Map<string, Entry>();

  /** Splits a prompt into read, written and fresh tokens, and remembers what was written or read at time `at`. */
  account(body: MessagesRequest, segments: readonly Segment[], model: Model, at: number): InputTokens {
    const prefixes = prefixesOf(body, segments);
    const hit = this.#longestHit(prefixes, at);
    const counts = { write5m: 0, write1h: 0, read: hit < 0 ? 0 : (prefixes[hit]?.tokens ?? 0) };
    let paid = counts.read;
    prefixes.forEach(({ key, tokens, ttl }, index) => {
      const known = this.#live(key, at);
      if (ttl !== undefined && index > hit && tokens >= model.minCacheTokens) {
        counts[ttl === '1h' ? 'write1h' : 'write5m'] += tokens - paid;
        paid = tokens;
        this.#entries.set(key, { ttl, expiresAt: at + TTL_MS[ttl] });
      } else if (known && index <= hit && (ttl !== undefined || index === hit)) {
        known.expiresAt = at + TTL_MS[known.ttl]; // reading an entry renews it
      }
    });
    return { ...counts, fresh: (prefixes.at(-1)?.tokens ?? 0) - paid };
  }

  /** Forgets everything. */
  evict(): void {
    this.#entries.clear();
  }

  #longestHit(prefixes: readonly Prefix[], at: number): number {
    const marked = prefixes.flatMap(({ ttl }, index) => (ttl === undefined ? [] : [index]));
    const hits = marked.flatMap((marker) => {
      const tried = Array.from({ length: LOOK_BACK_BLOCKS }, (_, back) => marker - back);
      return tried.filter((index) => this.#live(prefixes[index]?.key, at));
    });
    return Math.max(-1, ...hits);
  }

  #live(key: string | undefined, at: number): Entry | undefined {
    const entry = key === undefined ? undefined : this.#entries.get(key);
    return entry && entry.expiresAt > at ? entry : undefined;
  }
}

/**
 * The key of each prefix. Caches belong to one model and output format; the tool choice and the thinking type are read
 * after tools and system and before the messages, so that changing them loses only the messages.
 */
function prefixesOf(body: MessagesRequest, segments: readonly Segment[]): Prefix[] {
  const counted = prefixTokens(segments);
  const choice = sortedJson([body.tool_choice ?? { type: 'auto' }, body.thinking?.type]);
  let key = chain(body.model, sortedJson(body.output_config?.format));
  let inMessages = false;
  return segments.map((segment, index) => {
    if (segment.message >= 0 && !inMessages) key = chain(key, choice);
    inMessages = segment.message >= 0;
    key = chain(key, segment.exact);
    const tokens = counted[index] ?? 0;
    return segment.ttl === undefined ? { key, tokens } : { key, tokens, ttl: segment.ttl };
  });
}
