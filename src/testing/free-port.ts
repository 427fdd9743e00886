/**
 * Asks the operating system for a free TCP port. Stands apart because every local server of tests and examples needs
 * one, and because the answer is only a good guess: whoever uses it must be ready to try again.
 */
import { createServer } from 'node:net';

/**
 * A TCP port on 127.0.0.1 that was free a moment ago. Another process may take it before its user does; callers retry
 * with a new one when their server reports a clash (`isPortClash`).
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The operating system gave no TCP port.');
  return address.port;
}

/** Whether a server's output says that its port was taken. Temporal and Postgres word it differently. */
export function isPortClash(output: string): boolean {
  return /address already in use|port is already in use|port .*(already|in use)|can't bind|could not bind/i.test(
    output,
  );
}
