/**
 * A Temporal server for tests and demos: the one that TEMPORAL_ADDRESS names, else a local dev server that dies with
 * this process. Stands apart as the one place that decides which, so that nothing else asks.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../common/search-attributes';
import { existingServer } from './existing-server';
import { freePort, isPortClash } from './free-port';
import type { SupervisedProcess } from './supervised-process';
import { superviseProcess } from './supervised-process';
import { findTemporalBinary } from './temporal-binary';
import { checkNamespace, registerSearchAttributes } from './temporal-readiness';
import type { SearchAttributeType } from './temporal-server-flags';
import { serverArguments } from './temporal-server-flags';

/** What a caller may choose; everything has a default. */
export interface TemporalServerOptions {
  /**
   * Keeps the server's state between starts. Good only for the CLI version that made it; a power cut may lose its last
   * transactions. Default: a temporary file, removed on `stop()`.
   */
  dbFile?: string;
  /** Default `true`: a person can look. It costs 0.3 s. */
  ui?: boolean;
  /** Default: free ones, chosen by the operating system. */
  port?: number;
  uiPort?: number;
  /** Default `default`. TEMPORAL_NAMESPACE wins on an existing server. */
  namespace?: string;
  /** Beside those by which runs are found. */
  searchAttributes?: Readonly<Record<string, SearchAttributeType>>;
  /** Receives one line for each thing worth knowing: the search for a binary, a second try, a missing permission. */
  report?: (line: string) => void;
  /** Further flags of `temporal server start-dev`. */
  extraArgs?: readonly string[];
}

/** A server that answered. */
export interface TemporalServer {
  /** `host:port` for gRPC. */
  address: string;
  namespace: string;
  uiUrl?: string;
  /** Whether it was there before and stays. */
  external: boolean;
  /** The local server's own pid, for tests that kill it. */
  pid?: number;
  /** Ends a local server and removes its temporary files; does nothing to an external one. */
  stop(): Promise<void>;
}

/** It takes 0.3–0.7 s on an idle machine; a busy one gets twenty times that before the start counts as failed. */
const READY_WITHIN_MS = 15_000;

/** How often a starting server is asked. */
const POLL_MS = 50;

/** A free port can be taken before the server binds it; three times in a row is no accident. */
const PORT_TRIES = 3;

/** An orderly end takes the server a second; a database that is deleted afterwards is not worth it. */
const NOTHING_TO_SAVE_MS = 0;

/** Uses or starts a Temporal server, and returns once it answers. A local one never outlives this process. */
export async function startTemporalServer(options: TemporalServerOptions = {}): Promise<TemporalServer> {
  const external = await existingServer(options);
  if (external !== undefined) return external;

  const binary = await findTemporalBinary(options.report === undefined ? {} : { report: options.report });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(binary, options);
    } catch (error) {
      const chosenByCaller = options.port !== undefined || options.uiPort !== undefined;
      if (chosenByCaller || attempt === PORT_TRIES || !isPortClash((error as Error).message)) throw error;
      options.report?.('temporal: a free port was taken meanwhile: trying another');
    }
  }
}

async function startOnce(binary: string, options: TemporalServerOptions): Promise<TemporalServer> {
  const { namespace = 'default', extraArgs = [], ui = true } = options;
  const searchAttributes = { ...SEARCH_ATTRIBUTES, ...options.searchAttributes };
  const port = options.port ?? (await freePort());
  const uiPort = ui ? (options.uiPort ?? (await freePort())) : undefined;
  const temporary = options.dbFile === undefined ? await mkdtemp(join(tmpdir(), 'dynamic-workflows-temporal-')) : '';
  const dbFile = options.dbFile ?? join(temporary, 'temporal.db');
  const address = `127.0.0.1:${port}`;

  const server = superviseProcess({
    command: binary,
    args: serverArguments({
      ...{ dbFile, port, namespace, searchAttributes, extraArgs },
      ...(uiPort === undefined ? {} : { uiPort }),
    }),
    removeAfterwards: temporary,
    ...(temporary === '' ? {} : { graceMs: NOTHING_TO_SAVE_MS }),
  });
  try {
    await untilReady(server, address, namespace);
    await registerSearchAttributes({ address }, namespace, searchAttributes);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    ...{ address, namespace, external: false, pid: server.pid },
    ...(uiPort === undefined ? {} : { uiUrl: `http://localhost:${uiPort}` }),
    stop: async () => void (await server.stop()),
  };
}

async function untilReady(server: SupervisedProcess, address: string, namespace: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const answers = checkNamespace({ address }, namespace).then(
      () => true,
      () => false,
    );
    const ready = await Promise.race([answers, server.exited.then(() => false)]);
    if (server.end() !== undefined) {
      await server.exited; // its last words arrive after its end
      throw new Error(`The Temporal server ended while starting on \`${address}\`. It said:\n${server.outputTail()}`);
    }
    if (ready) return;
    if (Date.now() > deadline) {
      const said = server.outputTail() || '(nothing)';
      throw new Error(`The Temporal server was not ready within ${READY_WITHIN_MS / 1000} s. It said:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
