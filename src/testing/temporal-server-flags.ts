/**
 * The command line of the Temporal dev server. Pure, and apart from starting it, because each flag here was measured
 * and the reason belongs beside it.
 */

/** The types a search attribute can have, in the words of Temporal's command line. */
export type SearchAttributeType = 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

/** What differs from one server to the next. */
export interface ServerFlags {
  dbFile: string;
  port: number;
  /** No UI without it. */
  uiPort?: number;
  namespace: string;
  searchAttributes: Readonly<Record<string, SearchAttributeType>>;
  extraArgs: readonly string[];
}

/**
 * Out of the box a single workflow is held to 100 ms a step: the transfer queue may be polled 20 times a second a
 * shard, the dev server has one shard, and a step needs two polls. Lifted, and with eager activities, a step takes
 * about 20 ms: five times faster. Timers, retries and timeouts fire about a second late by default, for the same
 * reason and because they may be shifted by that much; with these values a 20 ms sleep takes 40–60 ms.
 */
const TUNING: Readonly<Record<string, string>> = {
  'history.transferProcessorMaxPollRPS': '2000',
  'history.timerProcessorMaxPollRPS': '2000',
  'history.timerProcessorMaxTimeShift': '"1ms"',
  'system.enableActivityEagerExecution': 'true',
};

/**
 * A database file survives a killed server; without these two it takes a seventh of the load. NORMAL survives a killed
 * process; a power cut may lose the last transactions, which is fine for development and for nothing else.
 */
const SQLITE_PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL'];

/** The arguments of `temporal` that start a dev server on 127.0.0.1. It has no authentication: never bind it wider. */
export function serverArguments(flags: ServerFlags): string[] {
  const { uiPort } = flags;
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(flags.port)],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
    ...['--db-filename', flags.dbFile, '--namespace', flags.namespace],
    ...SQLITE_PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...Object.entries(TUNING).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
    ...Object.entries(flags.searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...['--log-level', 'error', '--disable-config-env', '--disable-config-file'],
    ...flags.extraArgs,
  ];
}
