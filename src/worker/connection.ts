/** The worker's connection, found as Temporal's own tools find it: environment, then the profile of a configuration file. */
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

/** Where the server is if nothing says so: the dev server's own default. */
const DEFAULT_ADDRESS = 'localhost:7233';

/** An open connection and the namespace that goes with it. */
export interface Connected {
  readonly connection: NativeConnection;
  readonly namespace: string;
}

/**
 * Connects to `address`, else to what TEMPORAL_ADDRESS or the profile (TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE) says, with
 * its TLS and API key. An address of one's own leaves profiles aside: they belong to another server.
 */
export async function connectWorker(address?: string): Promise<Connected> {
  const { connectionOptions, namespace } = loadClientConnectConfig({ disableFile: address !== undefined });
  const at = address ?? (connectionOptions.address || DEFAULT_ADDRESS);
  try {
    const connection = await NativeConnection.connect({ ...connectionOptions, address: at });
    return { connection, namespace: namespace || 'default' };
  } catch (cause) {
    throw new Error(
      `No Temporal server answers at \`${at}\`. Start one with \`npx dw temporal\`, or set TEMPORAL_ADDRESS; a server with TLS needs TEMPORAL_TLS=true or TEMPORAL_API_KEY.`,
      { cause },
    );
  }
}
