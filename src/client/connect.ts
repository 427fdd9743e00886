/** Opens the client: finds the server, and says where it looked when none answers. */
import { Client as TemporalClient, Connection, type ConnectionLike, type ConnectionOptions } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { clientOver, type Client } from './client';
import { detailsOf } from './grpc-status';

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
}

const DEFAULT_ADDRESS = 'localhost:7233';
const DEFAULT_NAMESPACE = 'default';

/** A server in the same network answers in milliseconds, one across the world in a second. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A page of 64 batches of 4 MB, the most that one transaction may write; gRPC's own limit of 4 MB refuses long histories. */
const MAX_MESSAGE_BYTES = 64 * 4 * 1024 * 1024;

/** Connects to Temporal. TEMPORAL_API_KEY is used, and turns TLS on; TEMPORAL_TLS (`true`, `false`) overrules that. */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const namespace = options.namespace ?? (process.env['TEMPORAL_NAMESPACE'] || DEFAULT_NAMESPACE);
  const connection =
    options.connection ?? (await open(options.address ?? (process.env['TEMPORAL_ADDRESS'] || DEFAULT_ADDRESS)));
  const { dataConverter } = options;
  const temporal = new TemporalClient({ connection, namespace, ...(dataConverter && { dataConverter }) });
  return clientOver(temporal, async () => {
    if (!options.connection) await connection.close();
  });
}

async function open(address: string): Promise<Connection> {
  try {
    return await Connection.connect({ address, ...security(), ...limits() });
  } catch (cause) {
    const message = `No Temporal server answers at \`${address}\` (${reasonOf(cause)}). Start one with \`dw temporal\`, or set TEMPORAL_ADDRESS; a server with TLS needs TEMPORAL_TLS=true or TEMPORAL_API_KEY.`;
    throw new Error(message, { cause });
  }
}

function security(): ConnectionOptions {
  const apiKey = process.env['TEMPORAL_API_KEY'];
  const tls = process.env['TEMPORAL_TLS'];
  return { tls: tls ? tls === 'true' : Boolean(apiKey), ...(apiKey && { apiKey }) };
}

function limits(): ConnectionOptions {
  return { connectTimeout: CONNECT_TIMEOUT_MS, channelArgs: { 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES } };
}

function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown }; // Temporal wraps what gRPC said
  return detailsOf(cause ?? error);
}
