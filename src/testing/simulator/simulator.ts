/**
 * The simulator of Claude's API: a real HTTP server on the loopback interface that the unmodified SDK cannot tell from
 * the API for messages, token counts and models. It is as strict as the API, counts and bills like it, and fails on
 * command. Tests and benchmarks need no key and no network.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Bill, billOf } from './bill';
import type { Fault } from './fault';
import { openHouse } from './house';
import type { SimulatedRequest } from './request';
import { ScriptBook } from './script-book';
import type { Script } from './scripted-reply';
import { serve } from './server';

/** How a simulator behaves. */
export interface SimulatorOptions {
  readonly script: Script;
  /** Faults by request number; they use no scripted reply up. */
  readonly faults?: Readonly<Record<number, Fault>>;
  /** Time before each answer; none by default. */
  readonly latencyMs?: number;
  /** The pace of the model; by default a reply is sent at once. */
  readonly tokensPerSecond?: number;
  /** Pings while a stream is silent; by default there is one, after `message_start`. */
  readonly pingEveryMs?: number;
  /** A free one by default. */
  readonly port?: number;
  /** If given, requests with another key get a 401. */
  readonly apiKey?: string;
  /** Lets the split of cache writes by TTL lag behind their total, as the API can. */
  readonly staleCacheSplit?: boolean;
  /** Requests that do not fit get a 429; by default there is no limit. */
  readonly inputTokensPerMinute?: number;
}

/** A running simulator. */
export interface Simulator {
  /** To be passed as `baseURL`. */
  readonly url: string;
  /** Every `POST /v1/messages` so far, refused ones (with `problem`) too. */
  readonly requests: readonly SimulatedRequest[];
  /** What the calls so far have cost. */
  bill(): Bill;
  /** Empties the prompt cache, as the API may at any time. */
  evictCache(): void;
  /** Starts another script; what was unused in the one before is forgotten. */
  setScript(script: Script): void;
  /** Throws if a scripted reply was not used or a request came that the script did not expect. */
  verifyUsed(): void;
  /** Ends every connection, hanging ones too, and frees the port. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Longer than any pause between two calls of a run, so that no caller meets a connection that is just closing. */
const KEEP_ALIVE_MS = 60_000;

/** Starts a simulator; `close()` it when done. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { script, faults = {}, port = 0, apiKey, ...manner } = options;
  const house = openHouse(manner, new ScriptBook(script, faults), apiKey);
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => void serve(house, request, response),
  );
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo; // a TCP server that listens has such an address
  return {
    url: `http://${LOOPBACK}:${bound}`,
    requests: house.log,
    bill: () => billOf(house.attempts),
    evictCache: () => house.cache.evict(),
    setScript: (next) => house.script.replace(next),
    verifyUsed: () => verifyUsed(house.script),
    close: () => close(server),
  };
}

function verifyUsed(script: ScriptBook): void {
  const complaints = script.complaints();
  if (complaints.length > 0) throw new Error(`The simulator's script was not followed: ${complaints.join('; ')}.`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
