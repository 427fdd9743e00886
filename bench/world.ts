/**
 * The world outside: a small HTTP server that every contestant's tool calls. It keeps time (a call's arrival is the end
 * of a model's turn), counts effects, and can hold an answer while somebody is killed.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { outputOf, type Call } from './job';

/** One call of the tool as it arrived. */
export interface Arrival extends Call {
  readonly atMs: number;
  /** The key that came with it, if the contestant has one to offer. */
  readonly key?: string;
}

/** The world. */
export interface World {
  readonly url: string;
  /** The arrivals of a run, in their order. */
  arrivals(run: string): readonly Arrival[];
  /** Called at each arrival, before it is answered; the answer waits for the promise. */
  onArrival?: ((arrival: Arrival) => Promise<void> | void) | undefined;
  close(): Promise<void>;
}

/** Opens the world on a free port of the loopback interface. */
export async function openWorld(): Promise<World> {
  const log = new Map<string, Arrival[]>();
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const world: World = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals: (run) => log.get(run) ?? [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return world;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const atMs = performance.now();
    const call = JSON.parse(await bodyOf(request)) as Call; // wire seam: our own tools send it
    const key = request.headers['idempotency-key'];
    const arrival = { ...call, atMs, ...(typeof key === 'string' && { key }) };
    log.set(call.run, [...(log.get(call.run) ?? []), arrival]);
    await world.onArrival?.(arrival);
    response.end(outputOf(call));
  }
}

/** The whole body of a request as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
