import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect } from '../../src/client/index';

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a server that does not answer is named, with what to do', async () => {
  const address = `127.0.0.1:${await closedPort()}`;
  const failure = connect({ address });
  await expect(failure).rejects.toThrow(`No Temporal server answers at \`${address}\``);
  await expect(failure).rejects.toThrow(/dw temporal.*TEMPORAL_ADDRESS/);
}, 20_000);
