/** A TCP proxy between a worker and its server, to be cut, slowed down or made deaf; it counts what that hit. */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** A running proxy. */
export interface Proxy {
  /** `host:port`. */
  readonly address: string;
  /** Resets all connections; new ones are taken at once. Tells how many there were. */
  cut(): number;
  /** Holds back what arrives within the time, as long as the delay; tells how many bytes. */
  delay(delayMs: number, forMs: number): Promise<number>;
  /** Lets what arrives disappear while the connections look alive, then resets them; tells how many bytes were lost. */
  halfOpen(forMs: number): Promise<number>;
  close(): Promise<void>;
}

type Pair = { readonly sockets: readonly [Socket, Socket]; isDeaf: boolean };

/** Starts one in front of `target`, which is `host:port`. */
export async function startProxy(target: string): Promise<Proxy> {
  const [host = '', port = ''] = target.split(':');
  const pairs = new Set<Pair>();
  const disturbance = { delayMs: 0, bytes: 0 };

  const server = createServer((inbound) => {
    const outbound = connect({ host, port: Number(port) });
    const pair: Pair = { sockets: [inbound, outbound], isDeaf: false };
    pairs.add(pair);
    for (const [from, to] of [pair.sockets, pair.sockets.toReversed() as [Socket, Socket]]) {
      const held: Buffer[] = [];
      from.setNoDelay(true);
      from.on('data', (chunk) => pass(pair, chunk, to, held));
      from.on('error', () => undefined); // its close follows
      from.on('close', () => drop(pair));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  /** What comes while something is held back waits behind it, also once the delay is over. */
  function pass(pair: Pair, chunk: Buffer, to: Socket, held: Buffer[]): void {
    const { delayMs } = disturbance;
    if (pair.isDeaf || delayMs > 0) disturbance.bytes += chunk.length;
    if (pair.isDeaf) return;
    if (delayMs === 0 && held.length === 0) return void to.write(chunk);
    held.push(chunk);
    setTimeout(() => to.write(held.shift() ?? ''), delayMs);
  }

  function drop(pair: Pair): void {
    pairs.delete(pair);
    for (const socket of pair.sockets) socket.resetAndDestroy();
  }

  function dropAll(which: Iterable<Pair>): number {
    const dropped = [...which];
    dropped.forEach(drop);
    return dropped.length;
  }

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on TCP
    cut: () => dropAll(pairs),
    async delay(delayMs, forMs) {
      Object.assign(disturbance, { delayMs, bytes: 0 });
      await pause(forMs);
      disturbance.delayMs = 0;
      return disturbance.bytes;
    },
    async halfOpen(forMs) {
      disturbance.bytes = 0;
      const deaf = [...pairs];
      for (const pair of deaf) pair.isDeaf = true;
      await pause(forMs);
      dropAll(deaf);
      return disturbance.bytes;
    },
    async close() {
      dropAll(pairs);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
