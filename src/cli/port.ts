/** Ports on a command line. */
import { InvalidArgumentError } from 'commander';

/** Reads one; 0 stands for any that is free. */
export function portOf(text: string): number {
  const port = Number(text);
  if (text !== '' && Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new InvalidArgumentError(`\`${text}\` is not a port from 0 to 65535.`);
}
