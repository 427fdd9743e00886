/**
 * The Temporal server that the environment names. Stands apart from starting one: here nothing is started, tuned or
 * stopped, and the errors are about somebody else's server.
 */
import type { ConnectionOptions } from '@temporalio/client';
import { checkNamespace, registerSearchAttributes } from './temporal-readiness';
import type { TemporalServer, TemporalServerOptions } from './temporal-server';

/** The server at TEMPORAL_ADDRESS, checked to answer; `undefined` when that is not set. Its `stop()` does nothing. */
export async function existingServer(options: TemporalServerOptions): Promise<TemporalServer | undefined> {
  const address = process.env['TEMPORAL_ADDRESS'];
  if (!address) return undefined;
  const namespace = process.env['TEMPORAL_NAMESPACE'] || options.namespace || 'default';
  const connection = connectionOptions(address);
  try {
    await checkNamespace(connection, namespace);
  } catch (error) {
    throw new Error(
      `TEMPORAL_ADDRESS is \`${address}\`, but namespace \`${namespace}\` does not answer there: ` +
        `${(error as Error).message.replace(/\.$/, '')}. Start that server, correct the two variables, or unset TEMPORAL_ADDRESS to get a local one.`,
      { cause: error },
    );
  }
  await registerSearchAttributes(connection, namespace, options.searchAttributes ?? {}).catch((error: unknown) => {
    // A stranger's server may not let us; then they may still be there under somebody else's hand.
    const names = Object.keys(options.searchAttributes ?? {}).join(', ');
    options.report?.(`temporal: could not register ${names} on \`${address}\`: ${(error as Error).message}`);
  });
  return { address, namespace, external: true, stop: () => Promise.resolve() };
}

/** An API key turns TLS on, as everywhere in Temporal; TEMPORAL_TLS overrules it. */
function connectionOptions(address: string): ConnectionOptions {
  const apiKey = process.env['TEMPORAL_API_KEY'];
  const tls = process.env['TEMPORAL_TLS'];
  return {
    address,
    tls: tls === undefined ? Boolean(apiKey) : tls === 'true',
    ...(apiKey ? { apiKey } : {}),
  };
}
