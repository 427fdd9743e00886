/** Opens the client: finds the server, and says where it looked when none answers. */
import {
  Client as TemporalClient,
  Connection,
  type ClientPlugin,
  type ConnectionLike,
  type ConnectionOptions,
} from '@temporalio/client';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import type { DataConverter } from '@temporalio/common';
import { clientOver, type Client } from './client';
import { detailsOf } from './grpc-status';
import { Retries } from './retries';

/** Where the server is; each default comes from the environment. */
export interface ConnectOptions {
  /** `host:port`; else TEMPORAL_ADDRESS, else `localhost:7233`. */
  readonly address?: string;
  /** Else TEMPORAL_NAMESPACE, else `default`. */
  readonly namespace?: string;
  /** One that is open already; `close()` leaves it open. `address` is not used then. */
  readonly connection?: ConnectionLike;
  /** The one that the worker uses: histories can't be read without its codecs. */
  readonly dataConverter?: DataConverter;
  /** Of Temporal's client, for instance `tracing` of dynamic-workflows/tracing. */
  readonly plugins?: readonly ClientPlugin[];
}

const DEFAULT_ADDRESS = 'localhost:7233';
const DEFAULT_NAMESPACE = 'default';

/** A server in the same network answers in milliseconds, one across the world in a second. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A page of 64 batches of 4 MB, the most that one transaction may write; gRPC's own limit of 4 MB refuses long histories. */
const MAX_MESSAGE_BYTES = 64 * 4 * 1024 * 1024;

/**
 * Connects to Temporal. What the options leave open comes from TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY (which
 * turns TLS on) and TEMPORAL_TLS, then from the profile that Temporal's own tools read (TEMPORAL_PROFILE). An address of
 * one's own leaves profiles aside: they belong to another server.
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const found = loadClientConnectConfig({ disableFile: (options.address ?? options.connection) !== undefined });
  const namespace = options.namespace ?? (found.namespace || DEFAULT_NAMESPACE);
  const retries = new Retries();
  const connection = options.connection ?? (await open(found.connectionOptions, options.address, retries));
  const { dataConverter, plugins } = options;
  const temporal = new TemporalClient({
    connection,
    namespace,
    ...(dataConverter && { dataConverter }),
    ...(plugins && { plugins: [...plugins] }),
  });
  return clientOver(temporal, async () => {
    if (options.connection) return;
    await retries.end();
    await connection.close();
  });
}

async function open(
  found: ClientConnectConfig['connectionOptions'],
  given: string | undefined,
  { interceptors }: Retries,
): Promise<Connection> {
  const address = given ?? (found.address || DEFAULT_ADDRESS);
  const { tls, apiKey, metadata } = found;
  try {
    return await Connection.connect({
      ...{ address, tls: tls ?? false, interceptors, ...limits() },
      ...(apiKey && { apiKey }),
      ...(metadata && { metadata }),
    });
  } catch (cause) {
    const message = `No Temporal server answers at \`${address}\` (${reasonOf(cause)}). Start one with \`dw temporal\`, or set TEMPORAL_ADDRESS; a server with TLS needs TEMPORAL_TLS=true or TEMPORAL_API_KEY.`;
    throw new Error(message, { cause });
  }
}

function limits(): ConnectionOptions {
  return { connectTimeout: CONNECT_TIMEOUT_MS, channelArgs: { 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES } };
}

function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown }; // Temporal wraps what gRPC said
  return detailsOf(cause ?? error);
}
